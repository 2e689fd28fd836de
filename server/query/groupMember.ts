import { type BucketMeans, bucketMeans } from '../../shared/groupStatistics.ts';
import type { GroupRequest } from '../../shared/groups.ts';
import { firstAfter, firstAtOrAfter } from '../../shared/m4.ts';
import type { SeriesMeta } from '../../shared/series.ts';
import type { RunState } from '../ingest/runState.ts';
import { type Cut, onCut } from './pixelColumns.ts';
import { type PlacedSeries, placeSeries } from './placeSeries.ts';
import type { RunReader, RunSeries } from './runReader.ts';
import { axisZero, countNonFinite, firstNan } from './seriesAnswer.ts';
import { smoothed } from './smoothPart.ts';
import { stateLru } from './stateLru.ts';

/** A run's part in a group's line, as far as it does not depend on the other runs. */
export interface GroupMember {
  run: RunState;
  series: RunSeries;
  version: string;
  /** First and last x; null where no point has a place. */
  extent: [number, number] | null;
  /** x of the last finite point. */
  lastX: number | null;
  /** Median distance between neighbours, 0 where there are none. */
  spacing: number;
  withoutX: number;
  firstNan: number | null;
}

/** What a run gives to the buckets of a group. */
export interface MemberBuckets {
  raw: BucketMeans;
  smooth: BucketMeans | null;
  /** Points in the range, finite or not. */
  logged: number;
  nonFinite: Pick<SeriesMeta, 'nan' | 'pos_inf' | 'neg_inf'>;
}

/** Buckets of `width`, those that the cut's range touches being [first, last]. */
export interface Buckets {
  cut: Cut;
  width: number;
  range: [first: number, last: number];
}

const CACHE_BYTES = 64 * 1024 * 1024;
const factCache = stateLru<Omit<GroupMember, 'run' | 'series'>>(CACHE_BYTES);
const bucketCache = stateLru<MemberBuckets>(CACHE_BYTES);

/** The series of a run that a group's lines show. The caller holds the run's lock. */
export async function groupMembers(run: RunState, request: GroupRequest, reader: RunReader): Promise<GroupMember[]> {
  const wanted = new Set(request.metrics);
  const members: GroupMember[] = [];
  for (const series of await reader.series(run)) {
    if (!wanted.has(series.id.name)) continue;
    const key = keyOf(series, request, []);
    const known = factCache.get(ownerOf(run), run.version, key);
    const facts = known ?? { version: run.version, ...factsOf(await placed(run, series, request, reader)) };
    if (known === undefined) factCache.set(ownerOf(run), run.version, key, facts, 200 + key.length);
    members.push({ run, series, ...facts });
  }
  return members;
}

/** The caller holds the run's lock. */
export async function memberBuckets(
  { run, series }: GroupMember,
  request: GroupRequest,
  { cut, width, range }: Buckets,
  reader: RunReader,
): Promise<MemberBuckets> {
  const key = keyOf(series, request, [cut.from, cut.to, width, request.smoothing]);
  const known = bucketCache.get(ownerOf(run), run.version, key);
  if (known !== undefined) return known;
  const { points } = await placed(run, series, request, reader);
  const place = onCut(points, cut).x;
  const isSmoothed = request.smoothing.kind !== 'none';
  const made: MemberBuckets = {
    raw: bucketMeans({ ...points, place }, width, range),
    smooth: isSmoothed ? bucketMeans({ ...smoothed(points, request.smoothing), place }, width, range) : null,
    logged: Math.max(0, firstAfter(points.x, cut.to) - firstAtOrAfter(points.x, cut.from)),
    nonFinite: countNonFinite(points, cut),
  };
  const bytes = made.raw.x.length * (isSmoothed ? 48 : 24) + 500;
  bucketCache.set(ownerOf(run), run.version, key, made, bytes);
  return made;
}

function ownerOf({ root, dir, single }: RunState): string {
  return JSON.stringify([root, dir, single]);
}

function keyOf(series: RunSeries, { x, log_x, coords }: GroupRequest, rest: unknown[]): string {
  return JSON.stringify([series.key, x, log_x === true, coords ?? null, ...rest]);
}

async function placed(
  run: RunState,
  series: RunSeries,
  request: GroupRequest,
  reader: RunReader,
): Promise<PlacedSeries> {
  return placeSeries(run, series, request, await axisZero(run, reader, request), reader);
}

function factsOf({ points, withoutX }: PlacedSeries): Omit<GroupMember, 'run' | 'series' | 'version'> {
  const { x, flag } = points;
  const last = flag.lastIndexOf(0);
  return {
    extent: x.length === 0 ? null : [x[0] as number, x.at(-1) as number],
    lastX: last < 0 ? null : (x[last] as number),
    spacing: medianSpacing(x),
    withoutX,
    firstNan: firstNan(points),
  };
}

const MOST_GAPS = 1_001;

/** Of all neighbours, or of evenly picked ones where there are many. */
function medianSpacing(x: Float64Array): number {
  const gaps = Math.min(MOST_GAPS, x.length - 1);
  if (gaps < 1) return 0;
  const sorted = Float64Array.from({ length: gaps }, (_, k) => {
    const i = Math.floor((k * (x.length - 1)) / gaps);
    return (x[i + 1] as number) - (x[i] as number);
  }).sort();
  return sorted[gaps >> 1] as number;
}
