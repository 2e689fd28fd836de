import { memo, useEffect, useLayoutEffect, useRef } from 'react';
import type { XAxis } from '../../shared/series.ts';
import { drawChart } from './drawChart.ts';
import { highlightedRun, onHighlightedRun } from './hoverSync.ts';
import type { PlotScale } from './plotScale.ts';
import { onTheme, themeColor } from './themeColors.ts';
import type { ChartLine, ChartRun } from './types.ts';
import { eachFrame } from './useRunCanvas.ts';

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
const BESIDE_HIGHLIGHTED = '0.35';

/**
 * The canvas of a chart, at the screen's own resolution, and one in front of it for the run that is pointed at anywhere on
 * the page: pointing draws one line, however many there are, and costs no render.
 */
export const PlotCanvas = memo(function PlotCanvas({ lines, runs, scale, axis, ratio, label }: PlotCanvasProps) {
  const all = useRef<HTMLCanvasElement>(null);
  const front = useRef<HTMLCanvasElement>(null);
  const redraw = useRef<{ all: () => void; front: () => void }>({ all: () => undefined, front: () => undefined });
  useLayoutEffect(() => {
    const byId = new Map(runs.map((run) => [run.id, run]));
    const isAlone = new Set(lines.map(({ run }) => run)).size < 2;
    const draw = (canvas: HTMLCanvasElement | null, some: readonly ChartLine[], pointedAt: boolean): void => {
      const [width, height] = [Math.round(scale.width * ratio), Math.round(scale.height * ratio)];
      const pen = cleared(canvas, width, height, Math.round(BLEED * ratio));
      if (pen === null || some.length === 0) return;
      drawChart(pen, {
        lines: some,
        runs: byId,
        scale: { ...scale, width, height },
        axis,
        pointedAt,
        color: themeColor,
        ratio,
      });
    };
    const drawFront = (): void => {
      const run = isAlone ? null : highlightedRun();
      const pointedAt = run === null ? [] : lines.filter((line) => line.run === run);
      if (front.current === null || all.current === null) return;
      front.current.hidden = pointedAt.length === 0;
      all.current.style.opacity = pointedAt.length === 0 ? '' : BESIDE_HIGHLIGHTED;
      if (pointedAt.length > 0) draw(front.current, pointedAt, true);
    };
    const drawAll = (): void => {
      draw(all.current, lines, false);
      drawFront();
    };
    redraw.current = { all: drawAll, front: drawFront };
    drawAll();
  }, [lines, runs, scale, axis, ratio]);
  useEffect(() => {
    const stops = [
      onTheme(eachFrame(() => redraw.current.all())),
      onHighlightedRun(eachFrame(() => redraw.current.front())),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  const place = { inset: -BLEED, width: scale.width + 2 * BLEED, height: scale.height + 2 * BLEED };
  return (
    <>
      <canvas ref={all} className="plot-canvas" data-lines={lines.length} role="img" aria-label={label} style={place} />
      <canvas ref={front} className="plot-canvas" hidden style={place} />
    </>
  );
});

/** The pen of an empty canvas whose origin is the corner of the plot. */
function cleared(
  canvas: HTMLCanvasElement | null,
  width: number,
  height: number,
  bleed: number,
): CanvasRenderingContext2D | null {
  const pen = canvas?.getContext('2d') ?? null;
  if (canvas === null || pen === null) return null;
  // Setting the size, even to what it is, makes the browser allocate the picture anew.
  if (canvas.width !== width + 2 * bleed) canvas.width = width + 2 * bleed;
  if (canvas.height !== height + 2 * bleed) canvas.height = height + 2 * bleed;
  pen.setTransform(1, 0, 0, 1, bleed, bleed);
  pen.clearRect(-bleed, -bleed, canvas.width, canvas.height);
  return pen;
}
