import { memo, useEffect, useLayoutEffect, useRef } from 'react';
import type { XAxis } from '../../shared/series.ts';
import { changedColumns } from './changedColumns.ts';
import { type ChartPicture, drawChart } from './drawChart.ts';
import { highlightedRun, onHighlightedRun } from './hoverSync.ts';
import type { PlotScale } from './plotScale.ts';
import { onTheme, themeColor } from './themeColors.ts';
import type { ChartLine, RunStyle } from './types.ts';
import { eachFrame } from './useRunCanvas.ts';

interface PlotCanvasProps {
  lines: readonly ChartLine[];
  runs: readonly RunStyle[];
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
  /** What the canvas of all lines shows. */
  const shown = useRef<ChartPicture | null>(null);
  const redraw = useRef<{ all: () => void; front: () => void }>({ all: () => undefined, front: () => undefined });
  useLayoutEffect(() => {
    const isAlone = new Set(lines.map(({ run }) => run)).size < 2;
    const [width, height] = [Math.round(scale.width * ratio), Math.round(scale.height * ratio)];
    const pictureOf = (some: readonly ChartLine[], pointedAt: boolean): ChartPicture => ({
      lines: some,
      runs,
      scale: { ...scale, width, height },
      axis,
      pointedAt,
      color: themeColor,
      ratio,
    });
    const drawFront = (): void => {
      const run = isAlone ? null : highlightedRun();
      const pointedAt = run === null ? [] : lines.filter((line) => line.run === run);
      if (front.current === null || all.current === null) return;
      front.current.hidden = pointedAt.length === 0;
      all.current.style.opacity = pointedAt.length === 0 ? '' : BESIDE_HIGHLIGHTED;
      if (pointedAt.length > 0) paint(front.current, null, pictureOf(pointedAt, true));
    };
    const drawAll = (before: ChartPicture | null): void => {
      const picture = pictureOf(lines, false);
      if (all.current !== null) paint(all.current, before, picture);
      shown.current = picture;
      drawFront();
    };
    redraw.current = { all: () => drawAll(null), front: drawFront };
    drawAll(shown.current);
  }, [lines, runs, scale, axis, ratio]);
  useEffect(() => {
    const stops = [
      onTheme(eachFrame(() => redraw.current.all())),
      onHighlightedRun(eachFrame(() => redraw.current.front())),
    ];
    const canvas = all.current;
    const restored = (): void => redraw.current.all();
    canvas?.addEventListener('contextrestored', restored);
    return () => {
      for (const stop of stops) stop();
      canvas?.removeEventListener('contextrestored', restored);
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

/** Draws what differs from the picture that the canvas shows. @param before null where it shows nothing that is known. */
function paint(canvas: HTMLCanvasElement, before: ChartPicture | null, picture: ChartPicture): void {
  const { width, height } = picture.scale;
  const bleed = Math.round(BLEED * picture.ratio);
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  const columns =
    isSized(canvas, width + 2 * bleed, height + 2 * bleed) && before !== null ? changedColumns(before, picture) : null;
  const [from, to] = columns ?? [0, width];
  if (from === to) return;
  const [left, right] = [from === 0 ? -bleed : from, to === width ? width + bleed : to];
  pen.save();
  pen.setTransform(1, 0, 0, 1, bleed, bleed);
  pen.beginPath();
  pen.rect(left, -bleed, right - left, height + 2 * bleed);
  pen.clip();
  pen.clearRect(left, -bleed, right - left, height + 2 * bleed);
  drawChart(pen, picture, columns);
  pen.restore();
}

/** Whether the canvas had that size already. Setting it, even to what it is, makes the browser allocate the picture anew. */
function isSized(canvas: HTMLCanvasElement, width: number, height: number): boolean {
  const had = canvas.width === width && canvas.height === height;
  if (!had) [canvas.width, canvas.height] = [width, height];
  return had;
}
