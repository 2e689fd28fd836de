import type { SeriesGroup } from '../../../shared/groups.ts';
import type { RunState } from '../../ingest/runState.ts';
import { toArrow, toJson } from '../../query/encodeSeries.ts';
import { type GroupLine, groupLines } from '../../query/groupAnswer.ts';
import { type ChartLine, runLines, seriesHead } from '../../query/seriesAnswer.ts';
import { ok } from '../answer.ts';
import type { SeriesQuestions } from '../api.ts';
import type { EngineContext } from '../context.ts';

/** What charts draw: many runs and metrics in one answer, or groups of runs. */
export function seriesQuestions(context: EngineContext): SeriesQuestions {
  const { find, indexer, reader, store } = context;
  return {
    series: async (request, format) => {
      const lines: ChartLine[] = [];
      const unchanged: string[] = [];
      const missing: string[] = [];
      const asked: RunState[] = [];
      for (const ref of request.runs) {
        const found = find(ref);
        if (!found.ok) {
          missing.push(ref);
          continue;
        }
        asked.push(found.value);
        await indexer.withCurrent(found.value, async () => {
          if (request.since[ref] === found.value.version) unchanged.push(ref);
          else
            for (const line of await runLines(found.value, request, reader, store))
              lines.push({ ...line, meta: { ...line.meta, run: ref } });
        });
      }
      const head = seriesHead(lines, asked, unchanged, missing);
      return ok({
        body: format === 'arrow' ? toArrow(lines, head) : toJson(lines, head),
        pendingBytes: head.pending_bytes,
      });
    },
    groupSeries: async (request, format) => {
      const lines: GroupLine[] = [];
      const missing = new Set<string>();
      const asked = new Set<RunState>();
      for (const group of request.groups) {
        const runs = runsOf(group, context, missing);
        for (const run of runs) asked.add(run);
        lines.push(
          ...(await groupLines(group.key, runs, request, reader, (run, work) => indexer.withCurrent(run, work))),
        );
      }
      const head = seriesHead(lines, [...asked], [], [...missing]);
      return ok({
        body: format === 'arrow' ? toArrow(lines, head, true) : toJson(lines, head, true),
        pendingBytes: head.pending_bytes,
      });
    },
  };
}

/** The runs of a group, each once; what is not there is noted. */
function runsOf(group: SeriesGroup, { find }: EngineContext, missing: Set<string>): RunState[] {
  const runs = new Set<RunState>();
  for (const ref of group.runs) {
    const found = find(ref);
    if (found.ok) runs.add(found.value);
    else missing.add(ref);
  }
  return [...runs];
}
