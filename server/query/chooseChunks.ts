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
  /** Chunks [begin, i) stand wholly in `column`, and the one before them ends in `before`. */
  let begin = -1;
  let column = -1;
  let before = NO_COLUMN;
  let previous = NO_COLUMN;
  for (let i = firstNear(place.last, from); i < n; i++) {
    const first = columnOf(place.first[i] as number, from, to, width);
    const last = columnOf(place.last[i] as number, from, to, width);
    const whole = first >= 0 && first < width && first === last && !holdsNonFinite(directory, i);
    if (begin >= 0 && (!whole || first !== column)) {
      takeColumn(chosen, directory, { begin, end: i - 1, opens: before !== column, closes: first !== column }, ask);
      begin = -1;
    }
    if (!whole) chosen.load.push(i);
    else if (begin < 0) {
      begin = i;
      column = first;
      before = previous;
    }
    if (first >= width) break;
    previous = last;
  }
  if (begin >= 0) takeColumn(chosen, directory, { begin, end: n - 1, opens: before !== column, closes: true }, ask);
  return chosen;
}

/** Chunks [begin, end] that stand wholly in a column, and whether its first and last point are theirs. */
interface WholeChunks {
  begin: number;
  end: number;
  opens: boolean;
  closes: boolean;
}

function takeColumn(chosen: ChosenChunks, directory: Directory, chunks: WholeChunks, ask: ChunkedAsk): void {
  const { begin, end, opens, closes } = chunks;
  const low = extreme(directory.min, begin, end, -1);
  const high = extreme(directory.max, begin, end, 1);
  for (let i = begin; i <= end; i++) chosen.unread += directory.count[i] as number;
  const load = (i: number): void => {
    chosen.load.push(i);
    chosen.unread -= directory.count[i] as number;
  };
  const takeExtreme = (i: number): void => {
    if ((opens && i === begin) || (closes && i === end)) return;
    if (isByRule(directory, i, ask)) chosen.brief.push(i);
    else load(i);
  };
  if (opens) load(begin);
  takeExtreme(Math.min(low, high));
  if (low !== high) takeExtreme(Math.max(low, high));
  if (closes && !(opens && begin === end)) load(end);
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

/** First chunk of [begin, end] that attains the least (sign -1) or greatest (sign 1) value. */
function extreme(values: Float64Array, begin: number, end: number, sign: -1 | 1): number {
  let found = begin;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = begin; i <= end; i++) {
    if (sign * (values[i] as number) > best) {
      best = sign * (values[i] as number);
      found = i;
    }
  }
  return found;
}
