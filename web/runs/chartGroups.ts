import type { RunRow } from '../../shared/run.ts';
import { runStyle } from '../charts/runColor.ts';
import type { ChartRun } from '../charts/types.ts';
import { briefNumber } from '../ui/formatNumber.ts';
import type { Cell, CellOf } from './cells.ts';
import { groupBy } from './groupBy.ts';

/** More lines with bands than this nobody tells apart. */
export const MOST_GROUPS = 50;

/**
 * Groups of runs that share the cells of some columns, as charts draw them.
 *
 * @param all runs of the project: a group's colour is its place among the groups of all of them, so no filter changes it.
 * @param kept the runs that its line is made of; a group without any is left out.
 */
export function chartGroups(
  all: readonly RunRow[],
  kept: readonly RunRow[],
  columns: readonly string[],
  cellOf: CellOf,
): ChartRun[] {
  const keyOf = (row: RunRow): string => JSON.stringify(columns.map((column) => plain(cellOf(row, column))));
  const order = [...groupBy(all, keyOf).keys()].sort();
  const members = groupBy(kept, keyOf);
  const groups = order.flatMap((key, index): ChartRun[] => {
    const rows = members.get(key);
    const [first] = rows ?? [];
    if (rows === undefined || first === undefined) return [];
    const { index: color, dash } = runStyle(index);
    return [
      {
        id: key,
        name: `${groupName(first, columns, cellOf)} (N = ${rows.length})`,
        color: `var(--run-${color})`,
        dash,
        version: rows.map(({ ref, version }) => `${ref} ${version}`).join(),
        annotated: 0,
        metrics: rows.reduce((sum, { metrics }) => sum + metrics, 0),
        members: rows.map(({ ref }) => ref),
      },
    ];
  });
  return groups.slice(0, MOST_GROUPS);
}

/** `lr=0.001, name=adam`: the last part of each column's name is enough. */
function groupName(row: RunRow, columns: readonly string[], cellOf: CellOf): string {
  return columns.map((column) => `${column.split('.').at(-1)}=${cellName(cellOf(row, column))}`).join(', ');
}

function cellName(cell: Cell): string {
  if (cell === null) return '–';
  return typeof cell === 'number' ? briefNumber(cell) : cell;
}

/** NaN has no place in JSON. */
function plain(cell: Cell): Cell {
  return typeof cell === 'number' && !Number.isFinite(cell) ? String(cell) : cell;
}
