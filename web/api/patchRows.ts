import type { LiveMessage } from '../../shared/live.ts';
import type { RunRow, RunStatus } from '../../shared/run.ts';
import { type RunList, rowPlace } from './runList.ts';

export type RunNews = Extract<LiveMessage, { type: 'run' }>;

/**
 * The list with news written into its rows. Rows without news stay the same objects, and a list without any stays
 * the same list. News of an id that several rows carry is left to the refetch, as it does not say which one moved.
 */
export function patchRows(list: RunList, news: ReadonlyMap<string, RunNews>): RunList {
  const places = new Map<string, number>();
  list.rows.forEach((row, index) => {
    if (news.has(row.id)) places.set(row.id, places.has(row.id) ? -1 : index);
  });
  let rows: RunRow[] | null = null;
  for (const [id, index] of places) {
    const row = list.rows[index];
    const item = news.get(id);
    if (row === undefined || item === undefined || row.version === item.version) continue;
    rows ??= list.rows.slice();
    rows[index] = {
      ...row,
      version: item.version,
      status: item.status as RunStatus,
      points: item.points,
      last_step: item.last_step,
    };
  }
  return rows === null ? list : { ...list, rows };
}

/** The list with rows replaced by fresh answers about those runs. @param onRow is told of each, before and after. */
export function replaceRows(
  list: RunList,
  fresh: readonly RunRow[],
  onRow: (before: RunRow, after: RunRow) => void,
): RunList {
  const ids = new Set(fresh.map(({ id }) => id));
  const byPlace = new Map(fresh.map((row) => [rowPlace(row), row]));
  const rows = list.rows.map((row) => {
    const after = ids.has(row.id) ? byPlace.get(rowPlace(row)) : undefined;
    if (after !== undefined) onRow(row, after);
    return after ?? row;
  });
  return { ...list, rows };
}
