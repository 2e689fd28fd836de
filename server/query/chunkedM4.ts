import { columnOf, firstAfter, firstAtOrAfter } from '../../shared/m4.ts';
import type { XAxis } from '../../shared/series.ts';
import { decodePoints } from '../columns/chunkCodec.ts';
import {
  type Directory,
  decodePageInto,
  emptyDirectory,
  NON_FINITE,
  pageLength,
  STEPS_AFFINE,
} from '../columns/directory.ts';
import type { Store } from '../store/store.ts';
import { type AxisPoints, type AxisZero, onAxis, withFlags } from './axis.ts';
import { openPoints, type RawPoints } from './rawPoints.ts';
import type { RunReader, RunSeries } from './runReader.ts';

/**
 * Points that hold all that M4 would keep of a long series, read from its directory and a few chunks: those that a pixel
 * column's edge cuts, those with non-finite values, the first and last of each column, and those that hold its extremes.
 * The caller runs `m4` over them. Only for a series in one file whose steps (and, on time axes, times) rise.
 */
export async function chunkedCandidates(
  series: RunSeries,
  ask: ChunkedAsk,
  reader: RunReader,
  store: Store,
): Promise<Candidates> {
  const source = series.sources[0] as RunSeries['sources'][number];
  const directory = await loadDirectory(source.series.id, source.series.entries, store);
  const place = axisOfDirectory(directory, ask);
  const { load, brief } = chooseChunks(directory, place, ask);
  const byRule = load.filter((i) => isByRule(directory, i, ask));
  const byRows = load.filter((i) => !isByRule(directory, i, ask));
  const read: Part[] = [];
  const blobs = await store.getPoints(source.series.id, groupsOf(directory, byRule));
  byRule.forEach((i, k) => {
    read.push(partByRule(directory, i, decodePoints(blobs[k] as Uint8Array).values, ask));
  });
  const placed = await reader.points.readGroups(source.file, source.series, groupsOf(directory, byRows));
  byRows.forEach((i, k) => {
    read.push(partOf(directory.group[i] as number, placed[k] as RawPoints, ask));
  });
  for (const { group, points } of await reader.points.readRest(source.file, source.series)) {
    read.push(partOf(group, points, ask));
  }
  read.push(partOf(Number.POSITIVE_INFINITY, openPoints(source.file, series.key), ask));
  const unread = countUnread(directory, place, new Set(load), ask);
  const inRange = read.reduce(
    (sum, { points: { x } }) => sum + firstAfter(x, ask.to) - firstAtOrAfter(x, ask.from),
    unread,
  );
  for (const i of brief) read.push(extremesOf(directory, i, ask));
  return { points: joinParts(read), inRange };
}

export interface Candidates {
  points: AxisPoints;
  /** How many points of the series the range holds, exactly. */
  inRange: number;
}

/** Points of chunks that were not read: all of these lie wholly within the range, or wholly outside. */
function countUnread(
  directory: Directory,
  place: { first: Float64Array; last: Float64Array },
  read: ReadonlySet<number>,
  { from, to }: ChunkedAsk,
): number {
  let count = 0;
  for (let i = 0; i < directory.length; i++) {
    if (!read.has(i) && (place.first[i] as number) >= from && (place.last[i] as number) <= to)
      count += directory.count[i] as number;
  }
  return count;
}

/** Some points of one group, on the axis. */
interface Part {
  group: number;
  points: AxisPoints;
}

function newPart(group: number, x: Float64Array, y: Float64Array): Part {
  return { group, points: withFlags({ x, y }) };
}

function groupsOf(directory: Directory, entries: readonly number[]): number[] {
  return entries.map((i) => directory.group[i] as number);
}

/** Whether the places of a chunk's points follow from its entry: then its lines need not be read. */
function isByRule(directory: Directory, i: number, { axis }: ChunkedAsk): boolean {
  return (axis === 'step' || axis === 'relstep') && ((directory.flags[i] as number) & STEPS_AFFINE) !== 0;
}

function stepAt(directory: Directory, i: number, position: number): number {
  const [first, last] = [directory.stepFirst[i] as number, directory.stepLast[i] as number];
  return first + (position * (last - first)) / ((directory.count[i] as number) - 1);
}

function partByRule(directory: Directory, i: number, y: Float64Array, { axis, zero }: ChunkedAsk): Part {
  const first = onAxis(axis, directory.stepFirst[i] as number, 0, zero);
  const stride = ((directory.stepLast[i] as number) - (directory.stepFirst[i] as number)) / (y.length - 1);
  const x = new Float64Array(y.length);
  for (let k = 0; k < x.length; k++) x[k] = first + k * stride;
  return newPart(directory.group[i] as number, x, y);
}

function partOf(group: number, points: RawPoints, { axis, zero }: ChunkedAsk): Part {
  const x = new Float64Array(points.length);
  for (let k = 0; k < x.length; k++) x[k] = onAxis(axis, points.step[k] as number, points.time[k] as number, zero);
  return newPart(group, x, points.value);
}

function joinParts(parts: Part[]): AxisPoints {
  parts.sort((a, b) => a.group - b.group);
  const length = parts.reduce((sum, { points }) => sum + points.x.length, 0);
  const out: AxisPoints = { x: new Float64Array(length), y: new Float64Array(length), flag: new Uint8Array(length) };
  let at = 0;
  for (const { points } of parts) {
    out.x.set(points.x, at);
    out.y.set(points.y, at);
    out.flag.set(points.flag, at);
    at += points.x.length;
  }
  return out;
}

export interface ChunkedAsk {
  axis: XAxis;
  zero: AxisZero;
  from: number;
  to: number;
  width: number;
}

async function loadDirectory(id: number, entries: number, store: Store): Promise<Directory> {
  const directory = emptyDirectory(entries);
  let at = 0;
  for (const page of await store.getPages(id)) {
    decodePageInto(directory, at, page);
    at += pageLength(page);
  }
  if (at !== entries) throw new Error(`the directory holds ${at} of ${entries} chunks`);
  return directory;
}

/** First and last x of each chunk. */
function axisOfDirectory(
  directory: Directory,
  { axis, zero }: ChunkedAsk,
): { first: Float64Array; last: Float64Array } {
  const [first, last] = [new Float64Array(directory.length), new Float64Array(directory.length)];
  for (let i = 0; i < directory.length; i++) {
    first[i] = onAxis(axis, directory.stepFirst[i] as number, directory.timeFirst[i] as number, zero);
    last[i] = onAxis(axis, directory.stepLast[i] as number, directory.timeLast[i] as number, zero);
  }
  return { first, last };
}

/** Chunks to read whole, and chunks of which the extremes do (their steps are known without reading). */
function chooseChunks(
  directory: Directory,
  place: { first: Float64Array; last: Float64Array },
  ask: ChunkedAsk,
): { load: number[]; brief: number[] } {
  const load = new Set<number>();
  const brief = new Set<number>();
  const bySteps = ask.axis === 'step' || ask.axis === 'relstep';
  const takeColumn = (begin: number, end: number): void => {
    load.add(begin);
    load.add(end);
    for (const i of [extreme(directory.min, begin, end, -1), extreme(directory.max, begin, end, 1)]) {
      if (i < 0 || load.has(i)) continue;
      if (bySteps && ((directory.flags[i] as number) & STEPS_AFFINE) !== 0) brief.add(i);
      else load.add(i);
    }
  };
  let begin = -1;
  let column = -1;
  for (let i = firstNear(place.last, ask.from); i < directory.length; i++) {
    const first = columnOf(place.first[i] as number, ask.from, ask.to, ask.width);
    const last = columnOf(place.last[i] as number, ask.from, ask.to, ask.width);
    const whole =
      first === last && first >= 0 && first < ask.width && ((directory.flags[i] as number) & NON_FINITE) === 0;
    if (begin >= 0 && (!whole || first !== column)) {
      takeColumn(begin, i - 1);
      begin = -1;
    }
    if (whole && begin < 0) {
      begin = i;
      column = first;
    }
    if (!whole) load.add(i);
    if (first >= ask.width) break;
  }
  if (begin >= 0) takeColumn(begin, directory.length - 1);
  const order = (set: Set<number>): number[] => [...set].sort((a, b) => a - b);
  return { load: order(load), brief: order(brief).filter((i) => !load.has(i)) };
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

/** The first smallest and the first greatest point of a chunk whose steps rise by a constant. */
function extremesOf(directory: Directory, i: number, { axis, zero }: ChunkedAsk): Part {
  const [low, high] = [directory.positionOfMin[i] as number, directory.positionOfMax[i] as number];
  const places = low === high ? [low] : low < high ? [low, high] : [high, low];
  const x = Float64Array.from(places, (position) => onAxis(axis, stepAt(directory, i, position), 0, zero));
  const y = Float64Array.from(places, (position) => (position === low ? directory.min[i] : directory.max[i]) as number);
  return newPart(directory.group[i] as number, x, y);
}
