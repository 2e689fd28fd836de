import type { RunRow } from '../../shared/run.ts';

/** The runs of a project as the page holds them: newest first. */
export interface RunList {
  rows: RunRow[];
  /** Runs that there are; more than `rows` when the list was cut at MOST_RUNS. */
  total: number;
  /** False while further pages are on their way. */
  complete: boolean;
}

/** Rows that the page holds at once. Beyond, the list says so and filters on the server. */
export const MOST_RUNS = 10_000;

const FIRST_PAGE = 200;
const PAGE = 2_000;

export type FetchPage = (offset: number, limit: number) => Promise<{ rows: RunRow[]; total: number }>;

/**
 * Reads a run list page by page: a short first page, so that something is there at once, then long ones.
 * `onPartial` gets what has arrived so far. A run that moved between two pages is kept once.
 */
export async function readRunList(fetchPage: FetchPage, onPartial: (list: RunList) => void): Promise<RunList> {
  const rows: RunRow[] = [];
  const seen = new Set<string>();
  let offset = 0;
  for (;;) {
    const limit = Math.min(offset === 0 ? FIRST_PAGE : PAGE, MOST_RUNS - offset);
    const page = await fetchPage(offset, limit);
    for (const row of page.rows) {
      const place = rowPlace(row);
      if (seen.has(place)) continue;
      seen.add(place);
      rows.push(row);
    }
    offset += page.rows.length;
    const complete = page.rows.length === 0 || offset >= Math.min(page.total, MOST_RUNS);
    const list = { rows: rows.slice(), total: Math.max(page.total, rows.length), complete };
    if (complete) return list;
    onPartial(list);
  }
}

/**
 * `next` with the row objects of `previous` where the version is the same, so that memoised rows and configs stay
 * identical over a refetch. A deep comparison of 10,000 configs would cost a hundred times more.
 */
export function shareRows(previous: RunList | undefined, next: RunList): RunList {
  // The query cache calls this for a list that it already holds too: the same list must stay the same object.
  if (previous === undefined || previous === next) return next;
  const known = new Map(previous.rows.map((row) => [rowPlace(row), row]));
  const rows = next.rows.map((row) => {
    const old = known.get(rowPlace(row));
    return old !== undefined && isSameRow(old, row) ? old : row;
  });
  return { ...next, rows };
}

/** News writes a new version into a row before the rest of it arrives: so the version alone does not tell. */
function isSameRow(a: RunRow, b: RunRow): boolean {
  return (
    a.version === b.version &&
    a.ref === b.ref &&
    a.status === b.status &&
    a.primary_value === b.primary_value &&
    a.last_active === b.last_active &&
    a.metrics === b.metrics &&
    // What people type is no part of the version.
    a.primary_mode === b.primary_mode &&
    a.best_metric_name === b.best_metric_name &&
    a.best_metric_mode === b.best_metric_mode &&
    a.alias === b.alias &&
    a.notes === b.notes &&
    a.tags.join('\n') === b.tags.join('\n')
  );
}

/** Tells runs apart: an id may stand below several folders. */
function rowPlace(row: RunRow): string {
  return `${row.job_id}\n${row.path}/${row.id}`;
}
