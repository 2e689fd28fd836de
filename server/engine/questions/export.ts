import type { View } from '../../query/currentView.ts';
import { exportRows } from '../../query/exportRows.ts';
import { ok } from '../answer.ts';
import type { EngineContext } from '../context.ts';
import type { ExportFilter, ExportQuestions } from '../exportQuestions.ts';

const MOST_ROWS = 20_000;

/** All points of a run, a piece at a time: whoever reads slowly keeps nothing in memory. */
export function exportQuestions({ withRun, reader, row }: EngineContext): ExportQuestions {
  return {
    exportPart: (ref, format, { series: index, offset }, filter) =>
      withRun(ref, async (run) => {
        const names = filter?.metrics ?? null;
        const all = (await reader.series(run)).filter(({ id }) => names === null || names.includes(id.name));
        const series = all[index];
        if (series === undefined) return ok({ body: new Uint8Array(0), next: null });
        const view = await reader.view(run, series);
        const [first, last] = rangeOf(view, filter);
        const begin = Math.max(first, offset);
        const end = Math.min(last, begin + MOST_ROWS);
        const body = exportRows(row(run).id, series, view, [begin, end], format);
        const hasMore = end < last || index + 1 < all.length;
        const next = end < last ? { series: index, offset: end } : { series: index + 1, offset: 0 };
        return ok({ body, next: hasMore ? next : null });
      }),
  };
}

/** Where the points within the bounds stand: [first, last). */
function rangeOf({ step, stepped, length }: View, filter: ExportFilter | null): [number, number] {
  const { from, to } = filter ?? { from: null, to: null };
  if (from === null && to === null) return [0, length];
  let [first, last] = [0, stepped];
  while (first < last && from !== null && (step[first] as number) < from) first++;
  while (last > first && to !== null && (step[last - 1] as number) > to) last--;
  return [first, last];
}
