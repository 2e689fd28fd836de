import { metricGroup } from '../../../shared/metricGroup.ts';
import type { LoggedMetric, RunValuesRow } from '../../../shared/values.ts';
import type { RunState } from '../../ingest/runState.ts';
import { runPlace } from '../../query/runPlace.ts';
import { saidBy } from '../../query/runRows.ts';
import { runValueReader, statisticValue } from '../../query/runValues.ts';
import { ok } from '../answer.ts';
import type { EngineContext } from '../context.ts';
import { inTurns } from '../inTurns.ts';
import type { ValueQuestions, ValuesQuery } from '../tableQuestions.ts';

/** What the run table asks: which metrics there are, and statistics of some of them for many runs. */
export function valueQuestions({ find, indexer, reader, store }: EngineContext): ValueQuestions {
  const values = runValueReader(store, reader);
  const placeOf = (run: RunState) => runPlace(run, saidBy(run).meta);
  const runsOf = (project: string | null): RunState[] =>
    [...indexer.runs.values()].filter((run) => project === null || placeOf(run).project === project);
  const runOf = (ref: string): RunState[] => {
    const found = find(ref);
    return found.ok ? [found.value] : [];
  };
  return {
    metricNames: async (project) => {
      const counts = new Map<string, number>();
      await inTurns(runsOf(project), async (run) => {
        for (const name of await run.lock(() => values.names(run))) counts.set(name, (counts.get(name) ?? 0) + 1);
      });
      return ok(
        [...counts]
          .map(([name, runs]) => ({ name, runs }))
          .sort((a, b) => b.runs - a.runs || (a.name < b.name ? -1 : 1)),
      );
    },
    loggedMetrics: async (refs) => {
      const metrics = new Map<string, LoggedMetric>();
      const runs = new Set(refs.flatMap(runOf));
      await inTurns([...runs], async (run) => {
        for (const { name, scale } of await run.lock(() => values.scaledNames(run))) {
          const key = JSON.stringify([name, scale]);
          const known = metrics.get(key) ?? { name, scale, group: metricGroup(name), runs: 0 };
          metrics.set(key, { ...known, runs: known.runs + 1 });
        }
      });
      return ok([...metrics.values()]);
    },
    values: async ({ project, columns, runs }: ValuesQuery) => {
      const metrics = [...new Set(columns.map(({ metric }) => metric))];
      const wanted = runs === null ? null : new Set(runs);
      const rows: RunValuesRow[] = [];
      await inTurns(runsOf(project), async (run) => {
        const { id, path } = placeOf(run);
        if (wanted !== null && !wanted.has(path === '' ? id : `${path}/${id}`)) return;
        const { version, found } = await run.lock(async () => ({
          version: run.version,
          found: await values.statistics(run, metrics),
        }));
        rows.push({
          id,
          path,
          version,
          values: columns.map(({ metric, statistic }) => statisticValue(found.get(metric), statistic)),
        });
      });
      return ok(rows);
    },
  };
}
