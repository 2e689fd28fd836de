import { matchesQuery, unknownField } from '../../shared/query/matchQuery.ts';
import { parseQuery, type QueryError } from '../../shared/query/parseQuery.ts';
import { runFields, valueAt } from '../../shared/query/runFields.ts';
import type { Json, ProjectRow, RunRow } from '../../shared/run.ts';
import type { RunsQuery } from '../engine/api.ts';

export type ListedRuns = { ok: true; rows: RunRow[]; total: number } | { ok: false; error: QueryError };

/** Filters, sorts and pages rows. The order is total: what the sort leaves equal goes newest first, then by id. */
export function listRuns(rows: readonly RunRow[], query: RunsQuery): ListedRuns {
  const parsed = parseQuery(query.filter ?? '', true);
  if (!parsed.ok) return parsed;
  const unknown = unknownField(parsed.terms, runFields);
  if (unknown !== null) return { ok: false, error: unknown };
  const ids = query.ids === null ? null : new Set(query.ids);
  const found = rows.filter(
    (row) =>
      (query.project === null || row.project === query.project) &&
      (ids === null || isNamed(row, ids)) &&
      matchesQuery(parsed.terms, row, runFields),
  );
  const end = query.limit === null ? undefined : query.offset + query.limit;
  return { ok: true, rows: inOrder(found, query.sort).slice(query.offset, end), total: found.length };
}

/** Whether one of the names is the run's: its ref, its id or path/id. */
export function isNamed({ id, path, ref }: RunRow, names: ReadonlySet<string>): boolean {
  return names.has(ref) || names.has(id) || names.has(`${path}/${id}`);
}

type Compare = (a: RunRow, b: RunRow) => number;
const newest: Compare = (a, b) =>
  b.created_time - a.created_time || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.path < b.path ? -1 : 1);

function inOrder(rows: readonly RunRow[], sort: string | null): RunRow[] {
  if (sort === null || sort === '') return rows.toSorted(newest);
  const sign = sort.startsWith('-') ? -1 : 1;
  const path = sort.replace(/^[-+]/, '').split('.');
  // Looked up once for a row, not once for a comparison.
  const valued = rows.map((row) => ({ row, value: valueAt(row, path) }));
  valued.sort((a, b) => compareValues(a.value, b.value, sign) || newest(a.row, b.row));
  return valued.map(({ row }) => row);
}

/** Numbers before texts; what has no value goes last either way. */
function compareValues(a: Json | undefined, b: Json | undefined, sign: number): number {
  const [missingA, missingB] = [a === undefined || a === null, b === undefined || b === null];
  if (missingA || missingB) return Number(missingA) - Number(missingB);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : 0;
  const [left, right] = [typeof a === 'string' ? a : JSON.stringify(a), typeof b === 'string' ? b : JSON.stringify(b)];
  return left === right ? 0 : sign * (left < right ? -1 : 1);
}

/** Projects, the most recently active first. */
export function listProjects(rows: readonly RunRow[]): ProjectRow[] {
  const projects = new Map<string, ProjectRow>();
  for (const row of rows) {
    const known = projects.get(row.project) ?? { project: row.project, runs: 0, running: 0, last_active: 0 };
    known.runs++;
    if (row.status === 'running') known.running++;
    known.last_active = Math.max(known.last_active, row.last_active);
    projects.set(row.project, known);
  }
  return [...projects.values()].sort((a, b) => b.last_active - a.last_active || (a.project < b.project ? -1 : 1));
}
