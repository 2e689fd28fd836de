import { matchesQuery, type QueryFields, unknownField } from '../../shared/query/matchQuery.ts';
import { parseQuery } from '../../shared/query/parseQuery.ts';
import { runFields } from '../../shared/query/runFields.ts';
import type { RunRow } from '../../shared/run.ts';

const DEFAULT_EYES = 10;

/** Live runs first, then newest. */
export function railOrder(rows: readonly RunRow[]): RunRow[] {
  return rows.toSorted(
    (a, b) =>
      Number(b.status === 'running') - Number(a.status === 'running') ||
      b.created_time - a.created_time ||
      (a.id < b.id ? -1 : 1),
  );
}

/** Runs whose curves are shown: those chosen, else the first ten of the rail. */
export function eyesOn(ordered: readonly RunRow[], chosen: readonly string[] | null): Set<string> {
  return new Set(chosen ?? ordered.slice(0, DEFAULT_EYES).map((row) => row.ref));
}

export interface FilteredRows {
  rows: RunRow[];
  /** Why the query cannot be read, or null. Then nothing is filtered. */
  problem: string | null;
}

/** Rows that the query asks for, in the language of /api/runs?filter=; a run's name here is the one that the page shows. */
export function filterRows(rows: readonly RunRow[], filter: string, nameOf: (row: RunRow) => string): FilteredRows {
  const parsed = parseQuery(filter, true);
  const problem = parsed.ok ? unknownField(parsed.terms, runFields) : parsed.error;
  if (!parsed.ok || problem !== null) return { rows: [...rows], problem: problem?.reason ?? null };
  const fields: QueryFields<RunRow> = {
    ...runFields,
    values: (row, name) => (name === 'name' ? [nameOf(row)] : runFields.values(row, name)),
    texts: (row) => [nameOf(row), ...runFields.texts(row)],
  };
  return { rows: rows.filter((row) => matchesQuery(parsed.terms, row, fields)), problem: null };
}
