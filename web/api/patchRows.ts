import type { LiveMessage } from '../../shared/live.ts';
import type { RunDetail, RunRow, RunStatus } from '../../shared/run.ts';
import type { RunList } from './runList.ts';

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

/** The list with one run's row replaced by a fresh answer about that run. */
export function replaceRow(list: RunList, detail: RunDetail): RunList {
  const index = list.rows.findIndex(
    (row) => row.id === detail.id && row.path === detail.path && row.job_id === detail.job_id,
  );
  if (index < 0) return list;
  const rows = list.rows.slice();
  rows[index] = rowOf(detail);
  return { ...list, rows };
}

/** A detail is a row with more; what is more does not belong into the list's memory. */
function rowOf(detail: RunDetail): RunRow {
  const {
    duration: _duration,
    description: _description,
    exit_reason: _exitReason,
    host: _host,
    pid: _pid,
    python: _python,
    git_commit: _gitCommit,
    argv: _argv,
    files: _files,
    counters: _counters,
    meta: _meta,
    problems: _problems,
    ...row
  } = detail;
  return row;
}
