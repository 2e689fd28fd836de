import { memo, useEffect, useLayoutEffect, useRef } from 'react';
import type { XAxis } from '../../shared/series.ts';
import { drawChart } from './drawChart.ts';
import { highlightedRun, onHighlightedRun } from './hoverSync.ts';
import type { PlotScale } from './plotScale.ts';
import { onTheme, themeColor } from './themeColors.ts';
import type { ChartLine, ChartRun } from './types.ts';

interface PlotCanvasProps {
  lines: readonly ChartLine[];
  runs: readonly ChartRun[];
  scale: PlotScale;
  axis: XAxis;
  /** Device pixels per CSS pixel. */
  ratio: number;
  label: string;
}

/** CSS pixels that the canvas is larger on every side, so that lines and marks at the edge are not cut in half. */
const BLEED = 4;

/** The one canvas of a chart, at the screen's own resolution. Pointing at a run redraws it without a render. */
export const PlotCanvas = memo(function PlotCanvas({ lines, runs, scale, axis, ratio, label }: PlotCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const redraw = useRef<() => void>(() => undefined);
  useLayoutEffect(() => {
    const byId = new Map(runs.map((run) => [run.id, run]));
    redraw.current = () => {
      const element = canvas.current;
      const pen = element?.getContext('2d');
      if (!element || !pen) return;
      const [width, height] = [Math.round(scale.width * ratio), Math.round(scale.height * ratio)];
      const bleed = Math.round(BLEED * ratio);
      // Setting the size, even to what it is, makes the browser allocate the picture anew.
      if (element.width !== width + 2 * bleed) element.width = width + 2 * bleed;
      if (element.height !== height + 2 * bleed) element.height = height + 2 * bleed;
      pen.setTransform(1, 0, 0, 1, bleed, bleed);
      pen.clearRect(-bleed, -bleed, element.width, element.height);
      drawChart(pen, {
        lines,
        runs: byId,
        scale: { ...scale, width, height },
        axis,
        highlighted: highlightedRun(),
        color: themeColor,
        ratio,
      });
    };
    redraw.current();
  }, [lines, runs, scale, axis, ratio]);
  useEffect(() => {
    let frame = 0;
    const schedule = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => redraw.current());
    };
    const stops = [onTheme(schedule), onHighlightedRun(schedule)];
    return () => {
      cancelAnimationFrame(frame);
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <canvas
      ref={canvas}
      className="plot-canvas"
      data-lines={lines.length}
      role="img"
      aria-label={label}
      style={{ inset: -BLEED, width: scale.width + 2 * BLEED, height: scale.height + 2 * BLEED }}
    />
  );
});
