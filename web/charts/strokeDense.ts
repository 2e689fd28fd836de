import { type Columns, traceLine } from './drawLines.ts';
import type { PlotScale } from './plotScale.ts';
import type { LinePoints } from './types.ts';

/** What is between the dashes of a dense line: fainter and not gone, or a spike could hide there. */
const BETWEEN_DASHES = 0.3;

/** Points so close that the corners between them cannot be seen. */
export function isDense(points: LinePoints, scale: PlotScale): boolean {
  return points.x.length > scale.width / 2;
}

/**
 * Strokes a line that has points in most columns of pixels. Without a graphics card a wide line with round corners, or
 * one that is dashed along its zigzag, takes a dozen times as long as this: tall columns are rectangles, what joins them
 * are lines of one device pixel, side by side, and dashes go by the column.
 *
 * @param width in device pixels; @param dash as for a canvas, in device pixels. @param columns as for `traceLine`.
 */
export function strokeDense(
  pen: CanvasRenderingContext2D,
  points: LinePoints,
  scale: PlotScale,
  width: number,
  dash: readonly number[],
  columns: Columns | null = null,
): void {
  const inked = [newInk(), newInk()] as const;
  const inkAt = (x: number): Ink => inked[isBetweenDashes(x, dash) ? 1 : 0];
  let [lastX, lastY] = [0, 0];
  traceLine(
    {
      moveTo: (x, y) => {
        [lastX, lastY] = [x, y];
      },
      lineTo: (x, y) => {
        inkAt(x).segment(lastX, lastY, x, y);
        [lastX, lastY] = [x, y];
      },
      dot: (x, y) => inkAt(x).dots.push(x, y),
      bar: (column, top, bottom) => inkAt(column).bars.push(column, top, bottom - top),
    },
    points,
    scale,
    columns,
  );
  const alpha = pen.globalAlpha;
  for (const [i, ink] of inked.entries()) {
    pen.globalAlpha = i === 0 ? alpha : alpha * BETWEEN_DASHES;
    spill(pen, ink, width);
  }
  pen.globalAlpha = alpha;
}

/** Discs for points that stand alone: x and y in turn. */
export function fillDots(pen: CanvasRenderingContext2D, dots: readonly number[], width: number): void {
  if (dots.length === 0) return;
  pen.beginPath();
  for (let index = 0; index < dots.length; index += 2) {
    const [x, y] = [dots[index]!, dots[index + 1]!];
    pen.moveTo(x, y);
    pen.arc(x, y, 1.25 * width, 0, 2 * Math.PI);
  }
  pen.fill();
}

interface Ink {
  path: Path2D;
  segment(fromX: number, fromY: number, toX: number, toY: number): void;
  /** Column, top and height in turn. */
  bars: number[];
  dots: number[];
}

function newInk(): Ink {
  const path = new Path2D();
  let [atX, atY] = [Number.NaN, Number.NaN];
  return {
    path,
    bars: [],
    dots: [],
    segment: (fromX, fromY, toX, toY) => {
      if (fromX !== atX || fromY !== atY) path.moveTo(fromX, fromY);
      path.lineTo(toX, toY);
      [atX, atY] = [toX, toY];
    },
  };
}

function isBetweenDashes(x: number, dash: readonly number[]): boolean {
  if (dash.length === 0) return false;
  let rest = Math.max(0, x) % dash.reduce((sum, length) => sum + length, 0);
  for (const [i, length] of dash.entries()) {
    if (rest < length) return i % 2 === 1;
    rest -= length;
  }
  return false;
}

function spill(pen: CanvasRenderingContext2D, { path, bars, dots }: Ink, width: number): void {
  const thick = Math.max(1, Math.floor(width));
  for (let i = 0; i < bars.length; i += 3) pen.fillRect(bars[i]!, bars[i + 1]!, thick, bars[i + 2]!);
  const strokes = Math.max(1, Math.ceil(width - 0.25));
  const apart = (width - 1) / Math.max(1, strokes - 1) / Math.SQRT2;
  pen.lineWidth = 1;
  for (let i = 0; i < strokes; i++) {
    const offset = (i - (strokes - 1) / 2) * apart;
    pen.translate(offset, offset);
    pen.stroke(path);
    pen.translate(-offset, -offset);
  }
  fillDots(pen, dots, width);
}
