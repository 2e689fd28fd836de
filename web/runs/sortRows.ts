import type { RunRow } from '../../shared/run.ts';
import { type Cell, type CellOf, compareCells } from './cells.ts';
import type { SortKey } from './tableView.ts';

/** Rows in the order of the sort keys; what they leave equal stays in the order it came in. */
export function sortRows(rows: readonly RunRow[], sort: readonly SortKey[], cellOf: CellOf): RunRow[] {
  if (sort.length === 0) return [...rows];
  const keyed = rows.map((row): { row: RunRow; cells: Cell[] } => ({
    row,
    cells: sort.map(({ column }) => cellOf(row, column)),
  }));
  keyed.sort((a, b) => compareKeys(a.cells, b.cells, sort));
  return keyed.map(({ row }) => row);
}

export function compareKeys(a: readonly Cell[], b: readonly Cell[], sort: readonly SortKey[]): number {
  for (const [i, { descending }] of sort.entries()) {
    const order = compareCells(a[i] ?? null, b[i] ?? null, descending);
    if (order !== 0) return order;
  }
  return 0;
}

/** The sort after a click on a column's head: descending, ascending, none. `add` keeps the other keys. */
export function nextSort(sort: readonly SortKey[], column: string, add: boolean, first: 'up' | 'down'): SortKey[] {
  const known = sort.find((key) => key.column === column);
  const others = add ? sort.filter((key) => key.column !== column) : [];
  if (known === undefined) return [...others, { column, descending: first === 'down' }];
  if (known.descending !== (first === 'down')) return others;
  const turned = { column, descending: !known.descending };
  return add ? sort.map((key) => (key.column === column ? turned : key)) : [turned];
}
