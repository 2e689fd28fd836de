import type { ChartLine, LinePoints } from './types.ts';

/** The range of y that a chart shows, and how many drawn points lie outside. */
export interface YRange {
  low: number;
  high: number;
  clippedAbove: number;
  clippedBelow: number;
}

const FENCE = 1.5;
const LEAST_POINTS = 20;
const WORTH = 3;
const MOST_CLIPPED = 0.05;
const PADDING = 0.06;

/**
 * Fits y to the lines. With the guard on, fences at 1.5 quartile ranges apply, but only when there are 20 points, the
 * whole range is over three times the fenced one, and fewer than 5 % of the points would be clipped: so two levels are
 * never mistaken for outliers. On a log axis only positive values count.
 */
export function yRange(
  lines: readonly ChartLine[],
  zoom: [number, number] | null,
  guard: boolean,
  log: boolean,
): YRange | null {
  const values = visibleValues(lines, zoom, log);
  if (values.length === 0) return null;
  values.sort();
  const whole: [number, number] = [values[0] as number, values[values.length - 1] as number];
  const fenced = guard ? fences(values, whole) : null;
  const [low, high] = fenced ?? whole;
  const below = fenced === null ? 0 : values.filter((value) => value < low).length;
  const above = fenced === null ? 0 : values.filter((value) => value > high).length;
  return { ...padded(low, high, whole[0] >= 0, log), clippedAbove: above, clippedBelow: below };
}

function visibleValues(lines: readonly ChartLine[], zoom: [number, number] | null, log: boolean): Float64Array {
  const parts: number[] = [];
  for (const { raw } of lines) {
    for (let i = 0; i < raw.x.length; i++) {
      if (raw.flag[i] !== 0 || (log && (raw.y[i] as number) <= 0)) continue;
      if (zoom !== null && !((raw.x[i] as number) >= zoom[0] && (raw.x[i] as number) <= zoom[1])) continue;
      parts.push(raw.y[i] as number);
    }
  }
  return Float64Array.from(parts);
}

function fences(sorted: Float64Array, [least, most]: [number, number]): [number, number] | null {
  const n = sorted.length;
  if (n < LEAST_POINTS) return null;
  const [q1, q3] = [sorted[Math.floor(n * 0.25)] as number, sorted[Math.floor(n * 0.75)] as number];
  const reach = FENCE * (q3 - q1);
  const low = Math.max(least, q1 - reach);
  const high = Math.min(most, q3 + reach);
  if (!(most - least > WORTH * (high - low)) || high === low) return null;
  const outside = sorted.reduce((count, value) => count + (value < low || value > high ? 1 : 0), 0);
  return outside / n < MOST_CLIPPED ? [low, high] : null;
}

function padded(low: number, high: number, nonNegative: boolean, log: boolean): { low: number; high: number } {
  if (log) {
    const ratio = Math.max(high / low, 1.2) ** PADDING;
    return { low: low / ratio, high: high * ratio };
  }
  const size = Math.max(Math.abs(low), Math.abs(high));
  const span = Math.max(high - low, size * 1e-6, size === 0 ? 1 : 0);
  const pad = high === low ? Math.max(size * 0.1, 1e-12) : span * PADDING;
  return { low: nonNegative ? Math.max(0, low - pad) : low - pad, high: high + pad };
}

/** Nearest drawn point of a line to x, or -1. */
export function nearestIndex(points: LinePoints, x: number): number {
  let low = 0;
  let high = points.x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points.x[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return points.x.length === 0 ? -1 : 0;
  if (low === points.x.length) return low - 1;
  return x - (points.x[low - 1] as number) <= (points.x[low] as number) - x ? low - 1 : low;
}
