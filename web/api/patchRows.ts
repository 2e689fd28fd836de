import type { LiveMessage } from '../../shared/live.ts';
import type { RunRow, RunStatus } from '../../shared/run.ts';
import type { RunList } from './runList.ts';

export type RunNews = Extract<LiveMessage, { type: 'run' }>;

/**
 * The list with news written into its rows, by what the rows call `ref`. Rows without news stay the same objects, and a list
 * without any stays the same list.
 */
export function patchRows(list: RunList, news: ReadonlyMap<string, RunNews>): RunList {
  let changed = false;
  const rows = list.rows.map((row) => {
    const item = news.get(row.ref);
    if (item === undefined || row.version === item.version) return row;
    changed = true;
    const { version, points, last_step } = item;
    return { ...row, version, status: item.status as RunStatus, points, last_step };
  });
  return changed ? { ...list, rows } : list;
}

/** The list with rows replaced by fresh answers about those runs. @param onRow is told of each, before and after. */
export function replaceRows(
  list: RunList,
  fresh: readonly RunRow[],
  onRow: (before: RunRow, after: RunRow) => void,
): RunList {
  const byRef = new Map(fresh.map((row) => [row.ref, row]));
  const rows = list.rows.map((row) => {
    const after = byRef.get(row.ref);
    if (after !== undefined) onRow(row, after);
    return after ?? row;
  });
  return { ...list, rows };
}
