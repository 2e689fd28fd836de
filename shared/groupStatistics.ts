import type { Centre, Spread } from './groups.ts';
import { studentT975 } from './studentT.ts';
import { towards } from './towards.ts';

/** Means of one run's finite points in each bucket where it has any, ascending by bucket. */
export interface BucketMeans {
  /** Number of the bucket: it covers [bucket · width, (bucket + 1) · width). */
  bucket: Float64Array;
  /** Mean place and mean value of the points in it. */
  x: Float64Array;
  y: Float64Array;
}

/** The line of a group with its band. */
export interface GroupColumns {
  x: Float64Array;
  y: Float64Array;
  low: Float64Array;
  high: Float64Array;
  /** Runs in the bucket. */
  n: Uint32Array;
}

/**
 * The narrowest of `base` · 2^k of which at most `most` buckets cover [from, to]. Buckets begin at multiples of it, so panning
 * never moves a border, and zooming only halves or doubles buckets.
 *
 * @param base how far apart the points of the runs are: narrower buckets would hold one run and then another. null: k may be negative.
 */
export function bucketWidth(from: number, to: number, most: number, base: number | null): number {
  const unit = base ?? 1;
  if (!(to > from)) return unit;
  const least = 2 ** Math.floor(Math.log2((to - from) / most / unit));
  let width = unit * (base === null ? least : Math.max(1, least));
  while (Math.floor(to / width) - Math.floor(from / width) >= most) width *= 2;
  return width;
}

/** Points on an axis, ascending, `place` being where each stands (x, or its logarithm). */
export interface PlacedPoints {
  place: Float64Array;
  x: Float64Array;
  y: Float64Array;
  /** Only points with 0 here count. */
  flag: Uint8Array;
}

/**
 * Bucket means of one run within buckets [first, last], and in the nearest bucket on either side in which it has a point, so that a line runs
 * to the edge. Nothing is filled in: where the run has no finite point there is no bucket.
 */
export function bucketMeans(
  points: PlacedPoints,
  width: number,
  [first, last]: readonly [number, number],
): BucketMeans {
  const { place, x, y, flag } = points;
  const [begin, end] = stretchOf(points, width, first, last);
  const means: Means = { bucket: [], x: [], y: [] };
  let [now, count, atX, atY] = [Number.NaN, 0, 0, 0];
  for (let i = begin; i < end; i++) {
    if (flag[i] !== 0) continue;
    const at = Math.floor(place[i]! / width);
    if (at === now) {
      const share = 1 / ++count;
      atX = towards(atX, x[i]!, share);
      atY = towards(atY, y[i]!, share);
      continue;
    }
    if (count > 0) addMean(means, now, atX, atY);
    now = at;
    count = 1;
    atX = x[i]!;
    atY = y[i]!;
  }
  if (count > 0) addMean(means, now, atX, atY);
  return { bucket: Float64Array.from(means.bucket), x: Float64Array.from(means.x), y: Float64Array.from(means.y) };
}

type Means = Record<keyof BucketMeans, number[]>;

function addMean({ bucket, x, y }: Means, at: number, atX: number, atY: number): void {
  bucket.push(at);
  x.push(atX);
  y.push(atY);
}

/** Indices of the points in the buckets, with the nearest bucket on either side that has a finite point. */
function stretchOf({ place, flag }: PlacedPoints, width: number, first: number, last: number): [number, number] {
  const bucketOf = (i: number): number => Math.floor(place[i]! / width);
  const firstFrom = (bucket: number): number => {
    let [low, high] = [0, place.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (bucketOf(middle) < bucket) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let [begin, end] = [firstFrom(first), firstFrom(last + 1)];
  let before = begin - 1;
  while (before >= 0 && flag[before] !== 0) before--;
  if (before >= 0) begin = firstFrom(bucketOf(before));
  let after = end;
  while (after < place.length && flag[after] !== 0) after++;
  if (after < place.length) end = firstFrom(bucketOf(after) + 1);
  return [begin, end];
}

/** One line through the buckets of `runs` within [first, last] (numbers of buckets, inclusive), and the nearest one on either side. */
export function groupColumns(
  runs: readonly BucketMeans[],
  centre: Centre,
  spread: Spread,
  [first, last]: readonly [number, number],
): GroupColumns {
  const values = new Map<number, { x: number[]; y: number[] }>();
  // A run has at most one bucket on either side, its nearest: the group's nearest holds each run that has a point there.
  const before = Math.max(...runs.map(({ bucket }) => bucket.findLast((at) => at < first) ?? Number.NEGATIVE_INFINITY));
  const after = Math.min(...runs.map(({ bucket }) => bucket.find((at) => at > last) ?? Number.POSITIVE_INFINITY));
  for (const { bucket, x, y } of runs) {
    for (let i = 0; i < bucket.length; i++) {
      const at = bucket[i]!;
      if (at < before || at > after) continue;
      const there = values.get(at) ?? { x: [], y: [] };
      there.x.push(x[i]!);
      there.y.push(y[i]!);
      values.set(at, there);
    }
  }
  const ascending = [...values].sort(([a], [b]) => a - b).map(([, there]) => there);
  const columns: GroupColumns = {
    x: new Float64Array(ascending.length),
    y: new Float64Array(ascending.length),
    low: new Float64Array(ascending.length),
    high: new Float64Array(ascending.length),
    n: new Uint32Array(ascending.length),
  };
  ascending.forEach(({ x, y }, i) => {
    const mid = centre === 'mean' ? meanOf(y) : medianOf(y);
    const [low, high] = bandOf(y, mid, spread);
    columns.x[i] = meanOf(x);
    columns.y[i] = mid;
    columns.low[i] = low;
    columns.high[i] = high;
    columns.n[i] = y.length;
  });
  return columns;
}

export function meanOf(values: readonly number[]): number {
  let mean = 0;
  values.forEach((value, i) => {
    mean = towards(mean, value, 1 / (i + 1));
  });
  return mean;
}

/** Sample standard deviation; 0 of a single value. */
export function sampleStd(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : sorted[half - 1]! + (sorted[half]! - sorted[half - 1]!) / 2;
}

function bandOf(values: readonly number[], mid: number, spread: Spread): [number, number] {
  if (spread === 'minmax') return [Math.min(...values), Math.max(...values)];
  const n = values.length;
  const std = sampleStd(values);
  const reach = spread === 'std' ? std : (std / Math.sqrt(n)) * (spread === 'ci95' && n > 1 ? studentT975(n - 1) : 1);
  return [mid - reach, mid + reach];
}
