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
  const { x, y, flag } = points;
  const begin = firstAtOrAfter(x, from);
  const end = firstAfter(x, to, begin);
  const kept = new Uint32Array(Math.min(end - begin, MOST_PER_COLUMN * width) + 2);
  let count = 0;
  if (begin > 0) kept[count++] = begin - 1;

  let index = begin;
  while (index < end) {
    const column = columnOf(x[index]!, from, to, width);
    let first = -1;
    let last = -1;
    let least = -1;
    let most = -1;
    let nan = -1;
    let positive = -1;
    let negative = -1;
    do {
      const kind = flag[index]!;
      if (kind === 0) {
        if (first < 0) first = least = most = index;
        else if (y[index]! < y[least]!) least = index;
        else if (y[index]! > y[most]!) most = index;
        last = index;
      } else if (kind === 1) {
        if (nan < 0) nan = index;
      } else if (kind === 2) {
        if (positive < 0) positive = index;
      } else if (negative < 0) negative = index;
      index++;
    } while (index < end && columnOf(x[index]!, from, to, width) === column);
    const broken = flag[index - 1] === 0 ? -1 : index - 1;

    const start = count;
    count = insert(kept, start, count, first);
    count = insert(kept, start, count, least);
    count = insert(kept, start, count, most);
    count = insert(kept, start, count, last);
    count = insert(kept, start, count, nan);
    count = insert(kept, start, count, positive);
    count = insert(kept, start, count, negative);
    count = insert(kept, start, count, broken);
  }
  if (end < x.length) kept[count++] = end;
  return kept.slice(0, count);
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
