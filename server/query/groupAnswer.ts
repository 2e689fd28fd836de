import { createHash } from 'node:crypto';
import { type BucketMeans, bucketWidth, type GroupColumns, groupColumns } from '../../shared/groupStatistics.ts';
import type { GroupRequest } from '../../shared/groups.ts';
import type { SeriesMeta } from '../../shared/series.ts';
import { parseSeriesKey, type SeriesId } from '../columns/seriesKey.ts';
import type { RunState } from '../ingest/runState.ts';
import { drawnExtremes, drawnQuantiles } from './drawnRange.ts';
import { type Buckets, type GroupMember, groupMembers, type MemberBuckets, memberBuckets } from './groupMember.ts';
import { cutOf } from './pixelColumns.ts';
import type { RunReader } from './runReader.ts';

/** One line of a chart that stands for several runs, with its band. */
export interface GroupLine {
  meta: SeriesMeta;
  raw: GroupPoints;
  smooth: GroupPoints | null;
}

export type GroupPoints = GroupColumns & { flag: Uint8Array };

/** Does `work` under the run's lock, with its small new tail in. */
export type WithRun = <T>(run: RunState, work: () => Promise<T>) => Promise<T>;

/**
 * The lines of a group: one for each series (name, scale, labels) that any of its runs has. Each run is looked at twice, as
 * the buckets depend on all of them; what a run gives is kept for its version.
 */
export async function groupLines(
  key: string,
  runs: readonly RunState[],
  request: GroupRequest,
  reader: RunReader,
  withRun: WithRun,
): Promise<GroupLine[]> {
  const bySeries = new Map<string, GroupMember[]>();
  for (const run of runs) {
    for (const member of await withRun(run, () => groupMembers(run, request, reader))) {
      const known = bySeries.get(member.series.key);
      if (known === undefined) bySeries.set(member.series.key, [member]);
      else known.push(member);
    }
  }
  const named = [...bySeries].map(([series, members]) => ({ id: parseSeriesKey(series), members }));
  named.sort((a, b) => request.metrics.indexOf(a.id.name) - request.metrics.indexOf(b.id.name));
  const lines: GroupLine[] = [];
  for (const { id, members } of named) {
    const buckets = bucketsOf(members, request);
    const parts: MemberBuckets[] = [];
    for (const member of members)
      parts.push(await withRun(member.run, () => memberBuckets(member, request, buckets, reader)));
    lines.push(groupLine({ key, runs: runs.length, id, members, parts, buckets, request }));
  }
  return lines;
}

function bucketsOf(members: readonly GroupMember[], request: GroupRequest): Buckets {
  const cut = cutOf(request, extentOf(members));
  const [from, to] = cut.columns;
  const spacing = Math.max(...members.map((member) => member.spacing));
  const width = bucketWidth(from, to, request.width, cut.log || spacing === 0 ? null : spacing);
  return { cut, width, range: [Math.floor(from / width), Math.floor(to / width)] };
}

function extentOf(members: readonly GroupMember[]): [number, number] | null {
  const extents = members.flatMap(({ extent }) => (extent === null ? [] : [extent]));
  if (extents.length === 0) return null;
  return [Math.min(...extents.map(([first]) => first)), Math.max(...extents.map(([, last]) => last))];
}

interface GroupParts {
  key: string;
  runs: number;
  id: SeriesId;
  members: readonly GroupMember[];
  parts: readonly MemberBuckets[];
  buckets: Buckets;
  request: GroupRequest;
}

function groupLine({ key, runs, id, members, parts, buckets, request }: GroupParts): GroupLine {
  const pointsOf = (means: readonly BucketMeans[]): GroupPoints => {
    const columns = groupColumns(means, request.centre, request.spread, buckets.range);
    return { ...columns, flag: new Uint8Array(columns.x.length) };
  };
  const raw = pointsOf(parts.map((part) => part.raw));
  const smoothMeans = parts.flatMap(({ smooth }) => (smooth === null ? [] : [smooth]));
  const smooth = request.smoothing.kind === 'none' ? null : pointsOf(smoothMeans);
  const sum = (count: (part: MemberBuckets) => number): number => parts.reduce((total, part) => total + count(part), 0);
  const extent = extentOf(members);
  const nans = members.flatMap(({ firstNan }) => (firstNan === null ? [] : [firstNan]));
  const meta: SeriesMeta = {
    run: key,
    metric: id.name,
    scale: id.scale,
    labels: id.labels,
    version: versionOf(members),
    offset: 0,
    length: raw.x.length,
    smooth_offset: 0,
    smooth_length: smooth?.x.length ?? 0,
    logged: sum((part) => part.logged),
    drawn: raw.x.length,
    method: 'buckets',
    without_x: members.reduce((total, member) => total + member.withoutX, 0),
    zero_time: 0,
    zero_step: 0,
    group: {
      centre: request.centre,
      runs,
      with_points: parts.filter(({ raw: { bucket } }) => bucket.some((at) => isWithin(at, buckets))).length,
      ended_early: countEndedEarly(members, buckets),
      bucket: buckets.width,
    },
    smoothed_over: smooth === null ? null : 'points',
    nan: sum((part) => part.nonFinite.nan),
    pos_inf: sum((part) => part.nonFinite.pos_inf),
    neg_inf: sum((part) => part.nonFinite.neg_inf),
    x_min: extent?.[0] ?? null,
    x_max: extent?.[1] ?? null,
    ...drawnExtremes(raw, buckets.cut.from, buckets.cut.to),
    quantiles: drawnQuantiles(raw),
    stages: [],
    first_nan_x: nans.length === 0 ? null : Math.min(...nans),
  };
  return { meta, raw, smooth };
}

function isWithin(bucket: number, { range: [first, last] }: Buckets): boolean {
  return bucket >= first && bucket <= last;
}

/** Runs whose last finite point lies in a bucket before the group's last. */
function countEndedEarly(members: readonly GroupMember[], { cut, width }: Buckets): number {
  const ends = members.flatMap(({ lastX }) =>
    lastX === null ? [] : [Math.floor((cut.log ? Math.log2(lastX) : lastX) / width)],
  );
  const last = Math.max(...ends);
  return ends.filter((end) => end < last).length;
}

function versionOf(members: readonly GroupMember[]): string {
  const hash = createHash('sha1');
  for (const { run, version } of members) hash.update(JSON.stringify([run.root, run.dir, run.single, version]));
  return hash.digest('base64url').slice(0, 16);
}
