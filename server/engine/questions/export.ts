import { exportRows } from '../../query/exportRows.ts';
import { ok } from '../answer.ts';
import type { ExportQuestions } from '../api.ts';
import type { EngineContext } from '../context.ts';

const MOST_ROWS = 20_000;

/** All points of a run, a piece at a time: whoever reads slowly keeps nothing in memory. */
export function exportQuestions({ withRun, reader, row }: EngineContext): ExportQuestions {
  return {
    exportPart: (ref, format, { series: index, offset }) =>
      withRun(ref, async (run) => {
        const all = await reader.series(run);
        const series = all[index];
        if (series === undefined) return ok({ body: new Uint8Array(0), next: null });
        const view = await reader.view(run, series);
        const end = Math.min(view.length, offset + MOST_ROWS);
        const body = exportRows(row(run).id, series, view, [offset, end], format);
        const hasMore = end < view.length || index + 1 < all.length;
        const next = end < view.length ? { series: index, offset: end } : { series: index + 1, offset: 0 };
        return ok({ body, next: hasMore ? next : null });
      }),
  };
}
