import { firstAfter, firstAtOrAfter } from '../../shared/m4.ts';
import { hasPlace } from './drawLines.ts';
import { quantileInPlace } from './quantileInPlace.ts';
import type { ChartLine, LinePoints } from './types.ts';

/** The range of y that a chart shows, and how many drawn points it does not. */
export interface YRange {
  low: number;
  high: number;
  clippedAbove: number;
  clippedBelow: number;
  /** Finite points that are not positive, on a log axis. */
  withoutPlace: number;
}

const FENCE = 1.5;
const LEAST_POINTS = 20;
const WORTH = 3;
const MOST_CLIPPED = 0.05;
const PADDING = 0.05;

/**
 * Fits y to what the lines show within `x` (inclusive). With the guard on, fences at 1.5 quartile ranges apply, but only
 * where there are 20 points, the whole range is over three times the fenced one, and under 5 % of the points would be
 * clipped: so two levels are never mistaken for outliers. Values that are never negative get no negative axis.
 *
 * @param held ends that are given; null follows the points. @returns null where no point has a place.
 */
export function yRange(
  lines: readonly ChartLine[],
  x: readonly [number, number],
  guard: boolean,
  log: boolean,
  held: readonly [number | null, number | null] = [null, null],
): YRange | null {
  const { values, withoutPlace } = valuesWithin(
    lines.map(({ raw }) => raw),
    x,
    log,
  );
  if (values.length === 0) return null;
  const [least, most] = extent(values);
  const fenced = guard ? fences(values, least, most, log) : null;
  const [low, high] = fenced ?? withBands(lines, x, log, withSmooth(lines, x, log, [least, most]));
  const free = padded(low, high, least >= 0, log);
  const range = withHeld(free, held, log);
  const [lowest, highest] = [range.low === free.low ? low : range.low, range.high === free.high ? high : range.high];
  let [clippedBelow, clippedAbove] = [0, 0];
  for (const value of values) {
    if (value < lowest) clippedBelow++;
    else if (value > highest) clippedAbove++;
  }
  return { ...range, clippedAbove, clippedBelow, withoutPlace };
}

/** Puts the ends that are held in the place of those that follow the points; an end that would turn the axis over is not held. */
function withHeld(
  free: { low: number; high: number },
  [low, high]: readonly [number | null, number | null],
  log: boolean,
): { low: number; high: number } {
  const usable = (end: number | null): number | null => (end !== null && log && end <= 0 ? null : end);
  const range = { low: usable(low) ?? free.low, high: usable(high) ?? free.high };
  return range.low < range.high ? range : free;
}

/** A smoothed line lags behind: at the beginning of a zoom it may lie where no point is. */
function withSmooth(
  lines: readonly ChartLine[],
  x: readonly [number, number],
  log: boolean,
  [least, most]: [number, number],
): [number, number] {
  const { values } = valuesWithin(
    lines.flatMap(({ smooth }) => smooth ?? []),
    x,
    log,
  );
  return values.length === 0 ? [least, most] : extent(Float64Array.of(least, most, ...extent(values)));
}

/** A band reaches beyond the line of its group. */
function withBands(
  lines: readonly ChartLine[],
  x: readonly [number, number],
  log: boolean,
  [least, most]: [number, number],
): [number, number] {
  const edges = lines.flatMap(({ band, smooth, raw }): LinePoints[] => {
    const along = smooth ?? raw;
    return band === null ? [] : [band.low, band.high].map((y) => ({ ...along, y }));
  });
  const { values } = valuesWithin(edges, x, log);
  return values.length === 0 ? [least, most] : extent(Float64Array.of(least, most, ...extent(values)));
}

function valuesWithin(
  parts: readonly LinePoints[],
  [from, to]: readonly [number, number],
  log: boolean,
): { values: Float64Array; withoutPlace: number } {
  const ends = parts.map(({ x }) => ({ begin: firstAtOrAfter(x, from), end: firstAfter(x, to) }));
  const values = new Float64Array(ends.reduce((sum, { begin, end }) => sum + Math.max(0, end - begin), 0));
  let count = 0;
  let withoutPlace = 0;
  for (const [part, points] of parts.entries()) {
    const { begin, end } = ends[part]!;
    for (let index = begin; index < end; index++) {
      if (hasPlace(points, index, log)) values[count++] = points.y[index]!;
      else if (points.flag[index] === 0) withoutPlace++;
    }
  }
  return { values: values.subarray(0, count), withoutPlace };
}

function extent(values: Float64Array): [number, number] {
  let [least, most] = [values[0]!, values[0]!];
  for (const value of values) {
    if (value < least) least = value;
    else if (value > most) most = value;
  }
  return [least, most];
}

/** Changes the order of `values`. On a log axis distances are those of the logarithms. */
function fences(values: Float64Array, least: number, most: number, log: boolean): [number, number] | null {
  if (values.length < LEAST_POINTS) return null;
  const at = (value: number): number => (log ? Math.log(value) : value);
  const [first, third] = [at(quantileInPlace(values, 0.25)), at(quantileInPlace(values, 0.75))];
  const reach = FENCE * (third - first);
  const [low, high] = [Math.max(at(least), first - reach), Math.min(at(most), third + reach)];
  if (high === low || !(at(most) - at(least) > WORTH * (high - low))) return null;
  const ends: [number, number] = log ? [Math.exp(low), Math.exp(high)] : [low, high];
  let outside = 0;
  for (const value of values) if (value < ends[0] || value > ends[1]) outside++;
  return outside < MOST_CLIPPED * values.length ? ends : null;
}

function padded(low: number, high: number, nonNegative: boolean, log: boolean): { low: number; high: number } {
  if (log) {
    const factor = high > low ? (high / low) ** PADDING : 1.5;
    return { low: low / factor, high: high * factor };
  }
  const size = Math.max(Math.abs(low), Math.abs(high));
  const room = high > low ? (high - low) * PADDING : size === 0 ? 1 : size * 0.1;
  return { low: nonNegative ? Math.max(0, low - room) : low - room, high: high + room };
}
