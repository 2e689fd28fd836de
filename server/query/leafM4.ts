import { columnOf } from '../../shared/m4.ts';
import type { LeafPlaces } from '../columns/chunkCodec.ts';
import { LEAF_POINTS } from '../columns/group.ts';

/** A range of x and the number of pixel columns that it is cut into. */
export interface Columns {
  from: number;
  to: number;
  width: number;
}

/** `count` finite points whose x rise by a constant: x[i] = first + i · stride, stride > 0. */
export interface AffinePlaces {
  first: number;
  stride: number;
  count: number;
}

/** Such points as their leaves, and the values at positions [begin, end), which begin where a leaf does. */
export interface LeafPoints {
  places: AffinePlaces;
  /** Leaves and, behind them, values; the same memory as bytes. */
  doubles: Float64Array;
  bytes: Uint8Array;
  leaves: LeafPlaces;
  begin: number;
  end: number;
}

export interface LeafKept {
  /** Positions ascending, and values, in the first `count` places. Overwritten by the next call. */
  positions: Uint32Array;
  values: Float64Array;
  count: number;
  /** How many points the range holds. */
  inRange: number;
}

/**
 * Positions [begin, end) of the leaves whose values have to be known: those on either side of each cut between two
 * pixel columns, and the chunk's own first and last point where its neighbours stand in other columns.
 */
export function leafWindow(
  places: AffinePlaces,
  columns: Columns,
  needs: { first: boolean; last: boolean },
): [begin: number, end: number] {
  const { first, stride, count } = places;
  const last = count - 1;
  const firstColumn = columnAt(first, columns);
  const lastColumn = columnAt(first + last * stride, columns);
  const isCut = firstColumn !== lastColumn;
  const low = needs.first ? 0 : isCut ? firstIn(firstColumn + 1, places, columns) - 1 : needs.last ? last : count;
  const high = needs.last ? last : isCut ? firstIn(lastColumn, places, columns) : needs.first ? 0 : -1;
  if (high < 0) return [0, 0];
  return [low - (low % LEAF_POINTS), Math.min(count, high - (high % LEAF_POINTS) + LEAF_POINTS)];
}

/**
 * What `m4` keeps of such points, first and last of a column where `leafWindow` asked for their values, without looking
 * at the points of leaves that lie wholly within a column.
 */
export function leafM4(points: LeafPoints, columns: Columns): LeafKept {
  const { first, stride, count } = points.places;
  kept.count = 0;
  kept.inRange = 0;
  if (kept.positions.length < count) {
    kept.positions = new Uint32Array(2 * count);
    kept.values = new Float64Array(2 * count);
  }
  for (let at = 0; at < count; ) {
    const column = columnAt(first + at * stride, columns);
    const stop = column >= columns.width ? count : firstIn(column + 1, points.places, columns);
    if (column < 0) keepKnown(points, stop - 1);
    else if (column >= columns.width) keepKnown(points, at);
    else {
      kept.inRange += stop - at;
      keepColumn(points, at, stop);
    }
    at = stop;
  }
  return kept;
}

const kept: LeafKept = { positions: new Uint32Array(2_048), values: new Float64Array(2_048), count: 0, inRange: 0 };

function columnAt(x: number, { from, to, width }: Columns): number {
  return columnOf(x, from, to, width);
}

/** The first position at that column or behind it: computed, then corrected, so that rounding is the same as everywhere. */
function firstIn(column: number, { first, stride, count }: AffinePlaces, columns: Columns): number {
  const edge = columns.from + (column * (columns.to - columns.from)) / columns.width;
  const guess = Math.ceil((edge - first) / stride);
  let at = guess > 0 ? Math.min(guess, count) : 0;
  while (at > 0 && columnAt(first + (at - 1) * stride, columns) >= column) at--;
  while (at < count && columnAt(first + at * stride, columns) < column) at++;
  return at;
}

/** Keeps the first, smallest, greatest and last of [begin, end), in order and each once. */
function keepColumn(points: LeafPoints, begin: number, end: number): void {
  const { leaves, doubles, bytes } = points;
  const { count } = points.places;
  const values = leaves.end - points.begin;
  let least = begin;
  let most = begin;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = begin; at < end; ) {
    const leaf = (at / LEAF_POINTS) >>> 0;
    const leafEnd = Math.min(count, (leaf + 1) * LEAF_POINTS);
    const isWhole = at === leaf * LEAF_POINTS && leafEnd <= end;
    if (isWhole && (doubles[leaves.min + leaf] as number) < low) {
      low = doubles[leaves.min + leaf] as number;
      least = at + (bytes[leaves.positionOfMin + leaf] as number);
    }
    if (isWhole && (doubles[leaves.max + leaf] as number) > high) {
      high = doubles[leaves.max + leaf] as number;
      most = at + (bytes[leaves.positionOfMax + leaf] as number);
    }
    const stop = isWhole ? at : Math.min(leafEnd, end);
    for (let i = at; i < stop; i++) {
      const value = doubles[values + i] as number;
      if (value < low) {
        low = value;
        least = i;
      }
      if (value > high) {
        high = value;
        most = i;
      }
    }
    at = leafEnd;
  }
  keepKnown(points, begin);
  if (least < most) keep(least, low);
  keep(most, high);
  if (least > most) keep(least, low);
  keepKnown(points, end - 1);
}

function keepKnown({ doubles, leaves, begin, end }: LeafPoints, position: number): void {
  if (position >= begin && position < end) keep(position, doubles[leaves.end + position - begin] as number);
}

function keep(position: number, value: number): void {
  if (kept.count > 0 && kept.positions[kept.count - 1] === position) return;
  kept.positions[kept.count] = position;
  kept.values[kept.count++] = value;
}
