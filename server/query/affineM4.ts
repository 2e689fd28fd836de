import { columnOf, MOST_PER_COLUMN } from '../../shared/m4.ts';

/** Finite points whose x rise by a constant: x[i] = first + i · stride, stride > 0. */
export interface AffinePoints {
  first: number;
  stride: number;
  y: Float64Array;
}

export interface AffineKept {
  /** Indices, ascending, in the first `count` places. Overwritten by the next call. */
  kept: Uint32Array;
  count: number;
  /** How many points the range holds. */
  inRange: number;
}

/**
 * `m4` of such points without their x ever being written down: the same indices. The ends of pixel columns are computed
 * and then corrected by `columnOf`, so that rounding is the same as everywhere.
 */
export function affineM4(points: AffinePoints, from: number, to: number, width: number): AffineKept {
  const { first, stride, y } = points;
  const n = y.length;
  let begin = within(Math.ceil((from - first) / stride), n);
  while (begin > 0 && first + (begin - 1) * stride >= from) begin--;
  while (begin < n && first + begin * stride < from) begin++;
  let end = within(Math.ceil((to - first) / stride), n);
  while (end > 0 && first + (end - 1) * stride > to) end--;
  while (end < n && first + end * stride <= to) end++;
  if (end < begin) end = begin;
  const kept = scratchOf(n);
  let count = 0;
  if (begin > 0) kept[count++] = begin - 1;
  for (let at = begin; at < end; ) {
    const column = columnOf(first + at * stride, from, to, width);
    const edge = from + ((column + 1) * (to - from)) / width;
    let stop = Math.min(end, Math.max(at + 1, Math.ceil((edge - first) / stride)));
    while (stop > at + 1 && columnOf(first + (stop - 1) * stride, from, to, width) > column) stop--;
    while (stop < end && columnOf(first + stop * stride, from, to, width) === column) stop++;
    count = keepColumn(y, at, stop, kept, count);
    at = stop;
  }
  if (end < n) kept[count++] = end;
  return { kept, count, inRange: end - begin };
}

function within(index: number, n: number): number {
  return index > 0 ? Math.min(index, n) : 0;
}

let scratch = new Uint32Array(2_048);

/** A point is kept at most once, and the neighbours outside besides. */
function scratchOf(points: number): Uint32Array {
  if (scratch.length < points + MOST_PER_COLUMN) scratch = new Uint32Array(2 * points + MOST_PER_COLUMN);
  return scratch;
}

/** Appends first, last, smallest and greatest of [begin, end) in order and each once; the new count. */
function keepColumn(y: Float64Array, begin: number, end: number, kept: Uint32Array, count: number): number {
  let least = begin;
  let most = begin;
  let low = y[begin] as number;
  let high = low;
  for (let i = begin + 1; i < end; i++) {
    const value = y[i] as number;
    if (value < low) {
      low = value;
      least = i;
    } else if (value > high) {
      high = value;
      most = i;
    }
  }
  const one = Math.min(least, most);
  const other = Math.max(least, most);
  let at = count;
  kept[at++] = begin;
  if (one > begin) kept[at++] = one;
  if (other > one) kept[at++] = other;
  if (end - 1 > other) kept[at++] = end - 1;
  return at;
}
