import { columnOf } from '../../shared/m4.ts';
import type { OwnAxis } from '../../shared/series.ts';
import { type Directory, holdsNonFinite, STEPS_AFFINE } from '../columns/directory.ts';
import { type AxisZero, onAxis } from './axis.ts';
import type { Columns } from './leafM4.ts';

/** A range of an axis, drawn `width` device pixels wide. */
export interface ChunkedAsk extends Columns {
  axis: OwnAxis;
  zero: AxisZero;
}

/** First and last x of each chunk of a series. */
export interface ChunkPlaces {
  first: Float64Array;
  last: Float64Array;
}

export function placesOf(directory: Directory, { axis, zero }: ChunkedAsk): ChunkPlaces {
  const [first, last] = [new Float64Array(directory.length), new Float64Array(directory.length)];
  for (let i = 0; i < directory.length; i++) {
    first[i] = onAxis(axis, directory.stepFirst[i] as number, directory.timeFirst[i] as number, zero);
    last[i] = onAxis(axis, directory.stepLast[i] as number, directory.timeLast[i] as number, zero);
  }
  return { first, last };
}

/** Whether the places of a chunk's points follow from its entry: then its lines need not be read. */
export function isByRule(directory: Directory, i: number, { axis }: ChunkedAsk): boolean {
  return (axis === 'step' || axis === 'relstep') && ((directory.flags[i] as number) & STEPS_AFFINE) !== 0;
}

/**
 * Chunks to read whole, and chunks of which the extremes do (their steps are known without reading), both ascending.
 * Read whole are those that the edge of a pixel column cuts, those with non-finite values, and those that hold the
 * first and last point of a column where no cut chunk does.
 */
export function chooseChunks(
  directory: Directory,
  place: ChunkPlaces,
  ask: ChunkedAsk,
): { load: number[]; brief: number[] } {
  const load = new Set<number>();
  const brief = new Set<number>();
  const n = directory.length;
  const firstColumn = (i: number): number => columnOf(place.first[i] as number, ask.from, ask.to, ask.width);
  const lastColumn = (i: number): number => columnOf(place.last[i] as number, ask.from, ask.to, ask.width);
  const takeColumn = (begin: number, end: number, column: number): void => {
    if (begin === 0 || lastColumn(begin - 1) !== column) load.add(begin);
    if (end === n - 1 || firstColumn(end + 1) !== column) load.add(end);
    for (const i of [extreme(directory.min, begin, end, -1), extreme(directory.max, begin, end, 1)]) {
      if (i < 0 || load.has(i)) continue;
      if (isByRule(directory, i, ask)) brief.add(i);
      else load.add(i);
    }
  };
  let begin = -1;
  let column = -1;
  for (let i = firstNear(place.last, ask.from); i < n; i++) {
    const first = firstColumn(i);
    const whole = first >= 0 && first < ask.width && first === lastColumn(i) && !holdsNonFinite(directory, i);
    if (begin >= 0 && (!whole || first !== column)) {
      takeColumn(begin, i - 1, column);
      begin = -1;
    }
    if (whole && begin < 0) {
      begin = i;
      column = first;
    }
    if (!whole) load.add(i);
    if (first >= ask.width) break;
  }
  if (begin >= 0) takeColumn(begin, n - 1, column);
  const ascending = (set: Set<number>): number[] => [...set].sort((a, b) => a - b);
  return { load: ascending(load), brief: ascending(brief).filter((i) => !load.has(i)) };
}

/** Whether a chunk's first and last point lie at the edge of a pixel column: its neighbours stand in others. */
export function endsNeeded(
  { first, last }: ChunkPlaces,
  i: number,
  { from, to, width }: Columns,
): { first: boolean; last: boolean } {
  const column = (x: number | undefined): number => columnOf(x as number, from, to, width);
  return {
    first: i === 0 || column(last[i - 1]) !== column(first[i]),
    last: i === last.length - 1 || column(first[i + 1]) !== column(last[i]),
  };
}

/** The last chunk that ends before the range (its last point is the neighbour outside), or the first. */
function firstNear(last: Float64Array, from: number): number {
  let low = 0;
  let high = last.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((last[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** First chunk of [begin, end] that attains the least (sign -1) or greatest (sign 1) finite value; -1 where there is none. */
function extreme(values: Float64Array, begin: number, end: number, sign: -1 | 1): number {
  let found = -1;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = begin; i <= end; i++) {
    if (sign * (values[i] as number) > best) {
      best = sign * (values[i] as number);
      found = i;
    }
  }
  return found;
}
