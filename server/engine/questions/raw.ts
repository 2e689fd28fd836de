import { matchesCoords } from '../../../shared/coords.ts';
import { metricGroup } from '../../../shared/metricGroup.ts';
import type { RawRow } from '../../../shared/rawRow.ts';
import { DEFAULT_SCALE, seriesKey } from '../../columns/seriesKey.ts';
import type { RunState } from '../../ingest/runState.ts';
import type { DetailedPoints } from '../../query/detailedPoints.ts';
import type { PointDetail } from '../../query/rawPoints.ts';
import type { RunSeries } from '../../query/runReader.ts';
import { writesOf } from '../../query/writesOf.ts';
import { failed, ok } from '../answer.ts';
import type { Answer } from '../api.ts';
import type { EngineContext } from '../context.ts';
import type { RawAnswer, RawQuery, RawQuestions } from '../rawQuestions.ts';

/** Every point that was ever written, with its own time: what a resume or a correction left behind, too. */
export function rawQuestions(context: EngineContext): RawQuestions {
  return {
    rawMetrics: async (query) => {
      const run = findNumbered(query.runId, query.projectName, context);
      if (!run.ok) return run;
      return context.indexer.withAll(run.value, async () => ok(await rawRows(run.value, query, context)));
    },
    writes: async (ref, query) => {
      const found = context.find(ref);
      if (!found.ok) return found;
      const run = found.value;
      return context.indexer.withAll(run, async () => {
        const key = seriesKey(query.metric, query.scale, query.labels);
        const series = (await context.reader.series(run)).find((one) => one.key === key && one.derived === null);
        if (series === undefined)
          return failed(404, `Run ${ref} has no series ${query.metric} with this scale and these labels`);
        return ok(writesOf(await context.reader.writes(series), query));
      });
    },
  };
}

/** A run by its id, path/id, its display id (MMP-42) or its number within the project; without a project a number may mean several. */
export function findNumbered(ref: string, project: string | null, context: EngineContext): Answer<RunState> {
  const found: { run: RunState; name: string }[] = [];
  for (const run of context.indexer.runs.values()) {
    const row = context.row(run);
    const name = `${row.path === '' ? '' : `${row.path}/`}${row.id}`;
    const isMeant = [row.id, name, row.display_id, String(row.number)].includes(ref);
    if (isMeant && (project === null || row.project === project)) found.push({ run, name });
  }
  const [first] = found;
  if (first === undefined)
    return failed(404, `Run not found: ${ref}${project === null ? '' : ` in project ${project}`}`);
  if (found.length === 1) return ok(first.run);
  return failed(409, `${ref} may mean several runs: name the project`, found.map(({ name }) => name).sort());
}

async function rawRows(run: RunState, query: RawQuery, { reader }: EngineContext): Promise<RawAnswer> {
  const rows: RawRow[] = [];
  for (const series of await reader.series(run)) {
    // What rules derive was never written.
    if (series.id.name !== query.logName || series.derived !== null) continue;
    addRows(rows, series, await reader.writes(series), query);
  }
  rows.sort(byStep);
  const truncated = rows.length > query.limit;
  return { rows: truncated ? rows.slice(0, query.limit) : rows, truncated };
}

function addRows(
  rows: RawRow[],
  { id }: RunSeries,
  { points, details }: DetailedPoints,
  { stepMin, stepMax, coords: wanted }: RawQuery,
): void {
  const logGroup = metricGroup(id.name);
  for (let seq = 0; seq < points.length; seq++) {
    const step = points.step[seq] as number;
    // A point without a step lies outside of any bound.
    if ((stepMin !== null && !(step >= stepMin)) || (stepMax !== null && !(step <= stepMax))) continue;
    const { stage, coords } = details[seq] as PointDetail;
    if (wanted !== null && !matchesCoords(wanted, coords)) continue;
    const value = points.value[seq] as number;
    const flags = value - value === 0 ? 0 : Number.isNaN(value) ? 1 : value > 0 ? 2 : 4;
    rows.push({
      logGroup,
      step: Number.isNaN(step) ? null : step,
      time: toMilliseconds(points.time[seq] as number),
      value: flags === 0 ? value : 0,
      nonFiniteFlags: flags,
      seq,
      stage: stage === '' ? null : stage,
      labels: id.labels,
      ...(id.scale === DEFAULT_SCALE ? {} : { scale: id.scale }),
      ...(coords === null ? {} : { coords }),
    });
  }
}

function toMilliseconds(seconds: number): number | null {
  return Number.isNaN(seconds) ? null : Math.round(seconds * 1000);
}

/** By step, time and writing; what has no step comes last. */
function byStep(a: RawRow, b: RawRow): number {
  const step = (row: RawRow): number => row.step ?? Number.POSITIVE_INFINITY;
  const time = (row: RawRow): number => row.time ?? Number.POSITIVE_INFINITY;
  if (step(a) !== step(b)) return step(a) < step(b) ? -1 : 1;
  if (time(a) !== time(b)) return time(a) < time(b) ? -1 : 1;
  return a.seq - b.seq;
}
