/** Points of one series as columns of equal length. x ascends (ties allowed); y counts only where flag is 0. */
export interface PointColumns {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** 0 finite, 1 NaN, 2 +Infinity, 4 -Infinity. */
  readonly flag: Uint8Array;
}

/**
 * The column of a plot that `x` falls into: column k is [from + k·(to-from)/width, …), the last one is closed.
 * The one definition for everyone who sorts points into columns, so that rounding is the same everywhere.
 * Below the range it is negative, above it `width` or more; of an empty range (from = to) it is 0, -1 or `width`.
 */
export function columnOf(x: number, from: number, to: number, width: number): number {
  if (x < from) return -1;
  if (x > to) return width;
  return to === from ? 0 : Math.min(width - 1, Math.floor(((x - from) / (to - from)) * width));
}

/** Index of the first point of [begin, end) with x >= `value`, or `end`. */
export function firstAtOrAfter(x: Float64Array, value: number, begin = 0, end: number = x.length): number {
  let low = begin;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first point of [begin, end) with x > `value`, or `end`. */
export function firstAfter(x: Float64Array, value: number, begin = 0, end: number = x.length): number {
  let low = begin;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Most points that one column keeps: first, last, min, max; first NaN, +Inf, -Inf; and a non-finite end. */
export const MOST_PER_COLUMN = 8;

/**
 * Reference M4: the points that a line `width` device pixels wide needs to look exactly as with all its points.
 *
 * Kept per column: the first, last, smallest and greatest finite point (the earlier one on ties), the first point of
 * each non-finite kind, and the column's very last point where that is not finite. The last two together tell for any
 * two neighbouring columns whether the line is broken between them. Kept besides: the nearest point outside the
 * range on each side, so that the line runs to the edge.
 *
 * @param from smallest x in range, inclusive; @param to greatest x in range, inclusive.
 * @returns indices into `points`, ascending and unique: at most MOST_PER_COLUMN · width + 2. Empty when from > to.
 */
export function m4(points: PointColumns, from: number, to: number, width: number): Uint32Array {
  if (!(from <= to)) return new Uint32Array(0);
  const { x } = points;
  const begin = firstAtOrAfter(x, from);
  const end = firstAfter(x, to, begin);
  const kept = new Uint32Array(Math.min(end - begin, MOST_PER_COLUMN * width) + 2);
  let count = 0;
  if (begin > 0) kept[count++] = begin - 1;

  for (let index = begin; index < end; ) {
    const stop = columnStop(x, index, end, from, to, width);
    count = keepColumn(points, index, stop, kept, count);
    index = stop;
  }
  if (end < x.length) kept[count++] = end;
  return kept.slice(0, count);
}

/** Where the column of point `index` ends: leaps and halvings, so that a full column costs a few comparisons. */
function columnStop(x: Float64Array, index: number, end: number, from: number, to: number, width: number): number {
  const column = columnOf(x[index]!, from, to, width);
  let inside = index;
  let leap = 1;
  while (inside + leap < end && columnOf(x[inside + leap]!, from, to, width) === column) {
    inside += leap;
    leap *= 2;
  }
  let outside = Math.min(end, inside + leap);
  while (outside - inside > 1) {
    const middle = (inside + outside) >>> 1;
    if (columnOf(x[middle]!, from, to, width) === column) inside = middle;
    else outside = middle;
  }
  return outside;
}

/** Appends what the column [begin, end) keeps to `kept`; the new count. */
function keepColumn({ y, flag }: PointColumns, begin: number, end: number, kept: Uint32Array, count: number): number {
  let first = -1;
  let last = -1;
  let least = -1;
  let most = -1;
  let nan = -1;
  let positive = -1;
  let negative = -1;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = begin; index < end; index++) {
    const kind = flag[index]!;
    if (kind === 0) {
      const value = y[index]!;
      if (first < 0) first = index;
      last = index;
      if (value < low) {
        low = value;
        least = index;
      }
      if (value > high) {
        high = value;
        most = index;
      }
    } else if (kind === 1) {
      if (nan < 0) nan = index;
    } else if (kind === 2) {
      if (positive < 0) positive = index;
    } else if (negative < 0) negative = index;
  }
  let after = insert(kept, count, count, first);
  for (const index of [least, most, last, nan, positive, negative]) after = insert(kept, count, after, index);
  return flag[end - 1] === 0 ? after : insert(kept, count, after, end - 1);
}

/** Puts `value` into the ascending stretch [start, count) of `kept` unless it is there or negative; the new count. */
function insert(kept: Uint32Array, start: number, count: number, value: number): number {
  if (value < 0) return count;
  let place = count;
  while (place > start && kept[place - 1]! > value) place--;
  if (place > start && kept[place - 1] === value) return count;
  kept.copyWithin(place + 1, place, count);
  kept[place] = value;
  return count + 1;
}
