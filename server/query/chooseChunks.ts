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
  const bySteps = axis === 'step' || axis === 'relstep';
  const [first, last] = bySteps ? [directory.stepFirst, directory.stepLast] : [directory.timeFirst, directory.timeLast];
  if (axis === 'step' || axis === 'wall') return { first, last };
  const onRelative = (place: number): number => onAxis(axis, place, place, zero);
  return { first: first.map(onRelative), last: last.map(onRelative) };
}

/** Whether the places of a chunk's points follow from its entry: then its lines need not be read. */
export function isByRule(directory: Directory, i: number, { axis }: ChunkedAsk): boolean {
  return (axis === 'step' || axis === 'relstep') && ((directory.flags[i] as number) & STEPS_AFFINE) !== 0;
}

export interface ChosenChunks {
  /** To be read, ascending. */
  load: number[];
  /** Of which the extremes do, as their steps are known without reading; ascending. */
  brief: number[];
  /** Points of chunks within the range that are not to be read. */
  unread: number;
}

/** Neither a column nor a side of the range. */
const NO_COLUMN = -2;

/**
 * Read are the chunks that the edge of a pixel column cuts, those with non-finite values, and those that hold the
 * first and last point of a column where no cut chunk does.
 */
export function chooseChunks(directory: Directory, place: ChunkPlaces, ask: ChunkedAsk): ChosenChunks {
  const chosen: ChosenChunks = { load: [], brief: [], unread: 0 };
  const n = directory.length;
  const { from, to, width } = ask;
  let previous = NO_COLUMN;
  for (let i = firstNear(place.last, from); i < n; ) {
    const first = columnOf(place.first[i] as number, from, to, width);
    const last = columnOf(place.last[i] as number, from, to, width);
    if (first < 0 || first !== last || first >= width || holdsNonFinite(directory, i)) {
      chosen.load.push(i++);
      if (first >= width) break;
    } else {
      const whole = wholeChunks(directory, i, endOfColumn(place.last, i, first, ask));
      i = whole.end + 1;
      const closes = i === n || columnOf(place.first[i] as number, from, to, width) !== first;
      takeColumn(chosen, directory, whole, { opens: previous !== first, closes }, ask);
    }
    previous = last;
  }
  return chosen;
}

/** Finite chunks [begin, end] that stand wholly in a column. */
interface WholeChunks {
  begin: number;
  end: number;
  /** The first of them that attains the least value, and the greatest. */
  low: number;
  high: number;
  points: number;
}

/** The first chunk behind `begin` that ends in another column: found in long strides, as a column may hold a hundred. */
function endOfColumn(last: Float64Array, begin: number, column: number, { from, to, width }: Columns): number {
  let low = begin;
  let high = begin + 1;
  while (high < last.length && columnOf(last[high] as number, from, to, width) === column) {
    const stride = 2 * (high - low);
    low = high;
    high = low + stride;
  }
  high = Math.min(high, last.length);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (columnOf(last[middle] as number, from, to, width) === column) low = middle;
    else high = middle;
  }
  return high;
}

/** Of chunks [begin, limit) those before the first with non-finite values. */
function wholeChunks(directory: Directory, begin: number, limit: number): WholeChunks {
  const { min, max, count } = directory;
  let low = begin;
  let high = begin;
  let points = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let i = begin;
  for (; i < limit && !holdsNonFinite(directory, i); i++) {
    points += count[i] as number;
    if ((min[i] as number) < least) {
      least = min[i] as number;
      low = i;
    }
    if ((max[i] as number) > most) {
      most = max[i] as number;
      high = i;
    }
  }
  return { begin, end: i - 1, low, high, points };
}

/** Whether the first point of the column, and the last, is one of theirs. */
interface ColumnEnds {
  opens: boolean;
  closes: boolean;
}

function takeColumn(
  chosen: ChosenChunks,
  directory: Directory,
  { begin, end, low, high, points }: WholeChunks,
  { opens, closes }: ColumnEnds,
  ask: ChunkedAsk,
): void {
  chosen.unread += points;
  const first = Math.min(low, high);
  const second = Math.max(low, high);
  const isEnd = (i: number): boolean => (opens && i === begin) || (closes && i === end);
  if (opens) load(chosen, directory, begin);
  if (!isEnd(first)) takeExtreme(chosen, directory, first, ask);
  if (second !== first && !isEnd(second)) takeExtreme(chosen, directory, second, ask);
  if (closes && !(opens && begin === end)) load(chosen, directory, end);
}

function takeExtreme(chosen: ChosenChunks, directory: Directory, i: number, ask: ChunkedAsk): void {
  if (isByRule(directory, i, ask)) chosen.brief.push(i);
  else load(chosen, directory, i);
}

/** A chunk whose points were counted as unread. */
function load(chosen: ChosenChunks, directory: Directory, i: number): void {
  chosen.load.push(i);
  chosen.unread -= directory.count[i] as number;
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
