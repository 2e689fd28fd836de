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
  return new Set(chosen ?? ordered.slice(0, DEFAULT_EYES).map((row) => row.id));
}

/** Rows whose name, id, path, tags or status hold all words. */
export function filterRows(rows: readonly RunRow[], filter: string, nameOf: (row: RunRow) => string): RunRow[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [...rows];
  return rows.filter((row) => {
    const text = [nameOf(row), row.id, row.display_id, row.path, row.status, ...row.tags].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
