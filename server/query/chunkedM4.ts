import { firstAfter, firstAtOrAfter, m4 } from '../../shared/m4.ts';
import { decodePoints } from '../columns/chunkCodec.ts';
import { type Directory, decodePageInto, emptyDirectory, NON_FINITE, pageLength } from '../columns/directory.ts';
import type { Store } from '../store/store.ts';
import { type AxisPoints, onAxis, pick, withFlags } from './axis.ts';
import { type ChunkedAsk, type ChunkPlaces, chooseChunks, isByRule, placesOf } from './chooseChunks.ts';
import { openPoints, type RawPoints } from './rawPoints.ts';
import type { RunReader, RunSeries } from './runReader.ts';

/** What M4 keeps of a long series, and what is said of the points that it leaves out. All counts are exact. */
export interface Candidates {
  /** M4 over these gives what M4 over all points gives. */
  points: AxisPoints;
  /** How many points of the series the range holds, and how many of them are not finite. */
  inRange: number;
  nan: number;
  posInf: number;
  negInf: number;
  /** x of the first NaN of the whole series. */
  firstNan: number | null;
}

/**
 * Points of a long series, read from its directory and a few chunks (`chooseChunks`). A chunk that was read is put
 * through M4 at once: what M4 keeps of the whole is kept of each part, so no more than a few points a chunk are joined.
 * Only for a series in one file whose steps (and, on time axes, times) rise.
 */
export async function chunkedCandidates(
  series: RunSeries,
  ask: ChunkedAsk,
  reader: RunReader,
  store: Store,
): Promise<Candidates> {
  const source = series.sources[0] as RunSeries['sources'][number];
  const directory = await loadDirectory(source.series.id, source.series.entries, store);
  const place = placesOf(directory, ask);
  const { load, brief } = chooseChunks(directory, place, ask);
  const gathered = new Gathered(ask);
  for (const i of brief) gathered.keep(directory.group[i] as number, extremesOf(directory, i, ask));
  const byRule = load.filter((i) => isByRule(directory, i, ask));
  await gatherByRule(gathered, directory, byRule, { column: source.series.id, ask, store });
  const byRows = load.filter((i) => !isByRule(directory, i, ask)).map((i) => directory.group[i] as number);
  const placed = await reader.points.readGroups(source.file, source.series, byRows);
  byRows.forEach((group, k) => {
    gathered.takePoints(group, placed[k] as RawPoints);
  });
  for (const { group, points } of await reader.points.readRest(source.file, source.series))
    gathered.takePoints(group, points);
  gathered.takePoints(Number.POSITIVE_INFINITY, openPoints(source.file, series.key));
  gathered.inRange += countUnread(directory, place, new Set(load), ask);
  await gatherFirstNan(gathered, directory, source, reader);
  return gathered.candidates();
}

/** Joins parts of a series, each already cut down to what M4 keeps of it. */
class Gathered {
  readonly #ask: ChunkedAsk;
  readonly #parts: { group: number; points: AxisPoints }[] = [];
  inRange = 0;
  #nonFinite = [0, 0, 0, 0, 0];
  #firstNan = Number.POSITIVE_INFINITY;

  constructor(ask: ChunkedAsk) {
    this.#ask = ask;
  }

  keep(group: number, points: AxisPoints): void {
    this.#parts.push({ group, points });
  }

  /** Takes all points of a group; `finite`: none of them is NaN or infinite, as the directory says. */
  take(group: number, points: AxisPoints, finite: boolean): void {
    const { from, to, width } = this.#ask;
    const begin = firstAtOrAfter(points.x, from);
    const end = firstAfter(points.x, to, begin);
    this.inRange += end - begin;
    if (!finite) {
      for (let i = begin; i < end; i++) this.#nonFinite[points.flag[i] as number]!++;
      this.noteNan(points);
    }
    this.keep(group, pick(points, m4(points, from, to, width)));
  }

  takePoints(group: number, points: RawPoints): void {
    this.take(group, this.placed(points), false);
  }

  placed(points: RawPoints): AxisPoints {
    const { axis, zero } = this.#ask;
    const x = new Float64Array(points.length);
    for (let k = 0; k < x.length; k++) x[k] = onAxis(axis, points.step[k] as number, points.time[k] as number, zero);
    return withFlags({ x, y: points.value });
  }

  noteNan({ x, flag }: AxisPoints): void {
    const at = flag.indexOf(1);
    if (at >= 0) this.#firstNan = Math.min(this.#firstNan, x[at] as number);
  }

  candidates(): Candidates {
    return {
      points: joinParts(this.#parts),
      inRange: this.inRange,
      nan: this.#nonFinite[1] as number,
      posInf: this.#nonFinite[2] as number,
      negInf: this.#nonFinite[4] as number,
      firstNan: Number.isFinite(this.#firstNan) ? this.#firstNan : null,
    };
  }
}

const MOST_OF_CHUNK = 0x10000;

/** Chunks whose steps rise by a constant: their x follow from the directory. */
async function gatherByRule(
  gathered: Gathered,
  directory: Directory,
  entries: readonly number[],
  { column, ask, store }: { column: number; ask: ChunkedAsk; store: Store },
): Promise<void> {
  const groups = entries.map((i) => directory.group[i] as number);
  const blobs = await store.getPoints(column, groups);
  const x = new Float64Array(MOST_OF_CHUNK);
  const allFinite = new Uint8Array(MOST_OF_CHUNK);
  entries.forEach((i, k) => {
    const y = decodePoints(blobs[k] as Uint8Array).values;
    const n = y.length;
    const first = onAxis(ask.axis, directory.stepFirst[i] as number, 0, ask.zero);
    const stride = ((directory.stepLast[i] as number) - (directory.stepFirst[i] as number)) / (n - 1);
    for (let j = 0; j < n; j++) x[j] = first + j * stride;
    const finite = ((directory.flags[i] as number) & NON_FINITE) === 0;
    const points = finite
      ? { x: x.subarray(0, n), y, flag: allFinite.subarray(0, n) }
      : withFlags({ x: x.subarray(0, n), y });
    gathered.take(groups[k] as number, points, finite);
  });
}

/** The first NaN may stand in a chunk that the range does not touch. */
async function gatherFirstNan(
  gathered: Gathered,
  directory: Directory,
  source: RunSeries['sources'][number],
  reader: RunReader,
): Promise<void> {
  const i = directory.flags.findIndex((flags) => (flags & 1) !== 0);
  if (i < 0) return;
  const group = directory.group[i] as number;
  const [points] = await reader.points.readGroups(source.file, source.series, [group]);
  gathered.noteNan(gathered.placed(points as RawPoints));
}

/** Points of chunks that were not read: all of these lie wholly within the range, or wholly outside. */
function countUnread(
  directory: Directory,
  place: ChunkPlaces,
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

/** The first smallest and the first greatest point of a chunk whose steps rise by a constant. */
function extremesOf(directory: Directory, i: number, { axis, zero }: ChunkedAsk): AxisPoints {
  const [low, high] = [directory.positionOfMin[i] as number, directory.positionOfMax[i] as number];
  const places = low === high ? [low] : low < high ? [low, high] : [high, low];
  const [first, last] = [directory.stepFirst[i] as number, directory.stepLast[i] as number];
  const stepAt = (position: number): number =>
    first + (position * (last - first)) / ((directory.count[i] as number) - 1);
  const x = Float64Array.from(places, (position) => onAxis(axis, stepAt(position), 0, zero));
  const y = Float64Array.from(places, (position) => (position === low ? directory.min[i] : directory.max[i]) as number);
  return { x, y, flag: new Uint8Array(x.length) };
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

function joinParts(parts: { group: number; points: AxisPoints }[]): AxisPoints {
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
