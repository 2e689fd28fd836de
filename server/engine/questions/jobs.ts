import { isPlain } from '../../columns/seriesKey.ts';
import type { RunState } from '../../ingest/runState.ts';
import type { View } from '../../query/currentView.ts';
import { failed, ok } from '../answer.ts';
import type { Answer } from '../api.ts';
import type { EngineContext } from '../context.ts';
import type { JobMetric, JobQuestions, JobRow, JobSnapshot } from '../jobQuestions.ts';

/** Runs as Dioptra's jobs: by their numbers, with their plain series only. */
export function jobQuestions(context: EngineContext): JobQuestions {
  const { indexer, reader, row } = context;
  const runOf = (job: number): RunState | undefined =>
    [...indexer.runs.values()].find((run) => row(run).job_id === job);
  return {
    jobRef: async (job): Promise<Answer<string>> => {
      const run = runOf(job);
      if (run === undefined) return failed(404, `Failed to locate job with job_id having value (${job}).`);
      const { path, id } = row(run);
      return ok(path === '' ? id : `${path}/${id}`);
    },
    jobMetrics: async (job) => {
      const run = runOf(job);
      return ok(run === undefined ? [] : await indexer.withCurrent(run, () => latest(run, context)));
    },
    jobSnapshots: async (job, name, { index, length }) => {
      const run = runOf(job);
      if (run === undefined) return ok({ rows: [], total: 0 });
      return indexer.withCurrent(run, async () => {
        const series = (await reader.series(run)).find(({ id }) => isPlain(id) && id.name === name);
        if (series === undefined) return ok({ rows: [], total: 0 });
        const view = await reader.view(run, series);
        const end = Math.min(view.length, index + length);
        const rows: JobSnapshot[] = [];
        for (let i = index; i < end; i++) rows.push(snapshot(name, view, i));
        return ok({ rows, total: view.length });
      });
    },
    jobsOf: async (experiment): Promise<Answer<JobRow[]>> =>
      ok(
        [...indexer.runs.values()]
          .map(row)
          .filter((one) => one.experiment_id === experiment)
          .map(jobRow),
      ),
  };
}

async function latest(run: RunState, { reader }: EngineContext): Promise<JobMetric[]> {
  const metrics: JobMetric[] = [];
  for (const series of await reader.series(run)) {
    if (!isPlain(series.id)) continue;
    const view = await reader.view(run, series);
    if (view.length === 0) continue;
    const at = view.stepped > 0 ? view.stepped - 1 : view.length - 1;
    metrics.push({ name: series.id.name, value: jobValue(view.value[at] as number) });
  }
  return metrics.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function snapshot(name: string, view: View, i: number): JobSnapshot {
  const [step, time] = [view.step[i] as number, view.time[i] as number];
  return {
    name,
    value: jobValue(view.value[i] as number),
    step: Number.isNaN(step) ? null : step,
    timestamp: Number.isNaN(time) ? null : new Date(Math.round(time * 1000)).toISOString().replace('Z', '+00:00'),
  };
}

function jobValue(value: number): number | 'nan' | 'inf' | '-inf' {
  if (value - value === 0) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

function jobRow(row: ReturnType<EngineContext['row']>): JobRow {
  return {
    id: row.job_id,
    description: row.alias ?? row.key ?? row.id,
    status: row.status,
    tags: row.tags,
    createdOn: row.created_time,
    lastModifiedOn: row.last_active,
    experiment: row.experiment,
  };
}
