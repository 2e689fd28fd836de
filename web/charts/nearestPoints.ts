import { firstAtOrAfter } from '../../shared/m4.ts';
import { type PlotScale, toPixelX, toPixelY, toValueX } from './plotScale.ts';
import type { ChartLine, LinePoints } from './types.ts';

/** A point of a line near the pointer. */
export interface NearPoint {
  line: ChartLine;
  x: number;
  /** The value as logged: NaN and ±Infinity where the flag says so. */
  value: number;
  /** The smoothed value at the same x, where there is one. */
  smooth: number | null;
  /** Of a group: how far it spreads there, and how many runs it is made of. */
  spread: { low: number; high: number; n: number } | null;
  /** Where the line passes, in pixels; null where the point has no place on the axes. */
  pixel: { x: number; y: number } | null;
}

/** Per line the drawn point nearest to the pointer's x within the plot; the lines nearest to the pointer come first. */
export function nearestPoints(
  lines: readonly ChartLine[],
  pointer: { x: number; y: number },
  scale: PlotScale,
  most: number,
): NearPoint[] {
  const x = toValueX(scale, pointer.x);
  const found: { point: NearPoint; distance: number }[] = [];
  for (const line of lines) {
    const index = nearestIndex(line.raw, x);
    if (index < 0) continue;
    const place = line.raw.x[index]!;
    if (place < scale.x[0] || place > scale.x[1]) continue;
    const value = valueAt(line.raw, index);
    const smooth = smoothAt(line.smooth, place);
    const y = toPixelY(scale, smooth ?? value);
    const pixel = Number.isFinite(y) ? { x: toPixelX(scale, place), y } : null;
    const distance = pixel === null ? Number.POSITIVE_INFINITY : Math.hypot(pixel.x - pointer.x, pixel.y - pointer.y);
    found.push({ point: { line, x: place, value, smooth, spread: spreadAt(line, place), pixel }, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.point.line.key < b.point.line.key ? -1 : 1));
  return found.slice(0, most).map(({ point }) => point);
}

function spreadAt({ band, raw, smooth }: ChartLine, x: number): NearPoint['spread'] {
  const index = band === null ? -1 : nearestIndex(smooth ?? raw, x);
  return band === null || index < 0 ? null : { low: band.low[index]!, high: band.high[index]!, n: band.n[index]! };
}

/** Index of the point nearest to x (the earlier of two as near), or -1 where there is none. */
export function nearestIndex({ x }: LinePoints, value: number): number {
  const after = firstAtOrAfter(x, value);
  if (after === 0) return x.length === 0 ? -1 : 0;
  if (after === x.length) return after - 1;
  return value - x[after - 1]! <= x[after]! - value ? after - 1 : after;
}

/** The value as it was logged. */
export function valueAt({ y, flag }: LinePoints, index: number): number {
  switch (flag[index]) {
    case 0:
      return y[index]!;
    case 1:
      return Number.NaN;
    default:
      return flag[index] === 2 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }
}

/** M4 keeps other points of the smoothed line than of the raw one: between two of them it is as straight as it is drawn. */
function smoothAt(smooth: LinePoints | null, x: number): number | null {
  if (smooth === null || smooth.x.length === 0) return null;
  const after = firstAtOrAfter(smooth.x, x);
  const at = smooth.x[after] === x ? after : -1;
  if (at >= 0) return smooth.flag[at] === 0 ? smooth.y[at]! : null;
  const before = after - 1;
  if (before < 0 || after === smooth.x.length || smooth.flag[before] !== 0 || smooth.flag[after] !== 0) return null;
  const share = (x - smooth.x[before]!) / (smooth.x[after]! - smooth.x[before]!);
  return smooth.y[before]! + share * (smooth.y[after]! - smooth.y[before]!);
}
