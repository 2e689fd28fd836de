import type { RunState } from '../../ingest/runState.ts';
import { toArrow, toJson } from '../../query/encodeSeries.ts';
import { type ChartLine, runLines, seriesHead } from '../../query/seriesAnswer.ts';
import { ok } from '../answer.ts';
import type { SeriesQuestions } from '../api.ts';
import type { EngineContext } from '../context.ts';

/** What charts draw: many runs and metrics in one answer. */
export function seriesQuestions({ find, indexer, reader, store }: EngineContext): SeriesQuestions {
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
  };
}
