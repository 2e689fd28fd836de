import { bytesOf, viewFloat64 } from '../columns/bytes.ts';
import { decodePoints, leafPlaces, VALUE_BYTES } from '../columns/chunkCodec.ts';
import { type Directory, holdsNonFinite } from '../columns/directory.ts';
import type { Store } from '../store/store.ts';
import { onAxis, withFlags } from './axis.ts';
import {
  type ChosenChunks,
  type ChunkedAsk,
  type ChunkPlaces,
  chooseChunks,
  endsNeeded,
  isByRule,
  placesOf,
} from './chooseChunks.ts';
import { type Candidates, GatheredPoints } from './gatheredPoints.ts';
import { type AffinePlaces, leafWindow } from './leafM4.ts';
import { openPoints, type RawPoints } from './rawPoints.ts';
import type { RunReader, RunSeries } from './runReader.ts';

/**
 * Points of a long series, read from its directory and parts of a few chunks (`chooseChunks`). A chunk that was read is
 * put through M4 at once: what M4 keeps of the whole is kept of each part, so no more than a few points a chunk are joined.
 * Only for a series in one file whose steps (and, on time axes, times) rise.
 */
export async function chunkedCandidates(
  series: RunSeries,
  ask: ChunkedAsk,
  reader: RunReader,
  store: Store,
): Promise<Candidates> {
  const source = series.sources[0] as RunSeries['sources'][number];
  const directory = await reader.directory(source.series);
  const place = placesOf(directory, ask);
  const { load, brief, unread } = chooseChunks(directory, place, ask);
  const gathered = new GatheredPoints(ask);
  const byRule = load.filter((i) => isByRule(directory, i, ask));
  const ofColumn = { column: source.series.id, ask, store };
  const finite = byRule.filter((i) => !holdsNonFinite(directory, i));
  await gatherParts(gathered, directory, place, { load: finite, brief }, ofColumn);
  const others = byRule.filter((i) => holdsNonFinite(directory, i));
  await gatherWhole(gathered, directory, others, ofColumn);
  const byRows = load.filter((i) => !isByRule(directory, i, ask)).map((i) => directory.group[i] as number);
  const placed = await reader.points.readGroups(source.file, source.series, byRows);
  byRows.forEach((group, k) => {
    gathered.take(group, placed[k] as RawPoints);
  });
  for (const { group, points } of await reader.points.readRest(source.file, source.series))
    gathered.take(group, points);
  gathered.take(Number.POSITIVE_INFINITY, openPoints(source.file, series.key));
  gathered.count(unread);
  await gatherFirstNan(gathered, directory, source, reader);
  return gathered.candidates();
}

interface OfColumn {
  column: number;
  ask: ChunkedAsk;
  store: Store;
}

/** The x of a chunk whose steps rise by a constant: they follow from the directory. */
function affineOf(directory: Directory, i: number, { axis, zero }: ChunkedAsk): AffinePlaces {
  const count = directory.count[i] as number;
  const [first, last] = [directory.stepFirst[i] as number, directory.stepLast[i] as number];
  return { first: onAxis(axis, first, 0, zero), stride: (last - first) / (count - 1), count };
}

/**
 * Finite chunks whose steps rise by a constant, in order: of those to load their leaves and the few points that lie at the
 * edge of a pixel column, of the others their extremes.
 */
async function gatherParts(
  gathered: GatheredPoints,
  directory: Directory,
  place: ChunkPlaces,
  { load, brief }: Pick<ChosenChunks, 'load' | 'brief'>,
  { column, ask, store }: OfColumn,
): Promise<void> {
  const wanted = load.map((i) => {
    const places = affineOf(directory, i, ask);
    const [begin, end] = leafWindow(places, ask, endsNeeded(place, i, ask));
    return { i, group: directory.group[i] as number, places, begin, end };
  });
  const parts = await store.getParts(
    column,
    wanted.map(({ group, begin, end }) => ({ group, begin: begin * VALUE_BYTES, end: end * VALUE_BYTES })),
  );
  const doubles = viewFloat64(parts, Math.floor(parts.length / VALUE_BYTES));
  const bytes = bytesOf(doubles);
  let at = 0;
  let next = 0;
  for (const { i, group, places, begin, end } of wanted) {
    for (; (brief[next] as number) < i; next++) addExtremes(gathered, directory, brief[next] as number, ask);
    const leaves = leafPlaces(places.count, at);
    at = leaves.end + end - begin;
    if (at > doubles.length) throw new Error('a chunk is missing from the index');
    gathered.takeLeaves(group, { places, doubles, bytes, leaves, begin, end });
  }
  for (; next < brief.length; next++) addExtremes(gathered, directory, brief[next] as number, ask);
}

/** Chunks with non-finite values whose steps rise by a constant. */
async function gatherWhole(
  gathered: GatheredPoints,
  directory: Directory,
  entries: readonly number[],
  { column, ask, store }: OfColumn,
): Promise<void> {
  const groups = entries.map((i) => directory.group[i] as number);
  const blobs = await store.getPoints(column, groups);
  entries.forEach((i, k) => {
    const { first, stride } = affineOf(directory, i, ask);
    const y = decodePoints(blobs[k] as Uint8Array).values;
    gathered.take(groups[k] as number, withFlags({ x: Float64Array.from(y, (_, j) => first + j * stride), y }));
  });
}

/** A loop, as calling a function for each of a hundred thousand chunks takes as long as reading the thousand that are drawn. */
function firstWithNan({ flags, length }: Directory): number {
  for (let i = 0; i < length; i++) if (((flags[i] as number) & 1) !== 0) return i;
  return -1;
}

/** The first NaN may stand in a chunk that the range does not touch. */
async function gatherFirstNan(
  gathered: GatheredPoints,
  directory: Directory,
  source: RunSeries['sources'][number],
  reader: RunReader,
): Promise<void> {
  const i = firstWithNan(directory);
  if (i < 0) return;
  const group = directory.group[i] as number;
  const [points] = await reader.points.readGroups(source.file, source.series, [group]);
  gathered.lookForNan(points as RawPoints);
}

/** The first smallest and the first greatest point of a chunk whose steps rise by a constant. */
function addExtremes(gathered: GatheredPoints, directory: Directory, i: number, ask: ChunkedAsk): void {
  const { first, stride } = affineOf(directory, i, ask);
  const group = directory.group[i] as number;
  const low = directory.positionOfMin[i] as number;
  const high = directory.positionOfMax[i] as number;
  if (low < high) gathered.add(group, first + low * stride, directory.min[i] as number);
  gathered.add(group, first + high * stride, directory.max[i] as number);
  if (low > high) gathered.add(group, first + low * stride, directory.min[i] as number);
}
