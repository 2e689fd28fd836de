import { saidEnds } from '../../shared/bestEndIn.ts';
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
  const keyOf = groupKey(columns, cellOf);
  const members = groupBy(kept, keyOf);
  const named = tellingFirst(all, columns, cellOf);
  const groups = [...groupPlaces(all, keyOf)].flatMap(([key, index]): ChartRun[] => {
    const rows = members.get(key);
    const [first] = rows ?? [];
    if (rows === undefined || first === undefined) return [];
    const { index: color, dash } = runStyle(index);
    return [
      {
        id: key,
        name: `${groupName(first, named, cellOf)} (N = ${rows.length})`,
        color: `var(--run-${color})`,
        dash,
        version: rows.map(({ ref, version }) => `${ref} ${version}`).join(),
        annotated: 0,
        metrics: rows.reduce((sum, { metrics }) => sum + metrics, 0),
        bestEnds: saidEnds(first),
        members: rows.map(({ ref }) => ref),
      },
    ];
  });
  return groups.slice(0, MOST_GROUPS);
}

function groupKey(columns: readonly string[], cellOf: CellOf): (row: RunRow) => string {
  return (row) => JSON.stringify(columns.map((column) => plain(cellOf(row, column))));
}

/** What tells most groups apart first: long names are cut. */
function tellingFirst(all: readonly RunRow[], columns: readonly string[], cellOf: CellOf): string[] {
  const distinct = new Map(columns.map((column) => [column, new Set(all.map((row) => cellOf(row, column))).size]));
  return [...columns].sort((a, b) => (distinct.get(b) ?? 0) - (distinct.get(a) ?? 0));
}

/** The groups of all runs, each with its place among them. */
function groupPlaces(all: readonly RunRow[], keyOf: (row: RunRow) => string): Map<string, number> {
  return new Map([...new Set(all.map(keyOf))].sort().map((key, index) => [key, index]));
}

/** The colour of the line that some runs make together; null where they are not of one group. */
export function groupColors(
  all: readonly RunRow[],
  columns: readonly string[],
  cellOf: CellOf,
): (rows: readonly RunRow[]) => string | null {
  if (columns.length === 0) return () => null;
  const keyOf = groupKey(columns, cellOf);
  const places = groupPlaces(all, keyOf);
  return (rows) => {
    const [key, ...others] = new Set(rows.map(keyOf));
    const place = key === undefined || others.length > 0 ? undefined : places.get(key);
    return place === undefined ? null : `var(--run-${runStyle(place).index})`;
  };
}

/** `lr=0.001, name=adam`: the last part of each column's name is enough. */
function groupName(row: RunRow, columns: readonly string[], cellOf: CellOf): string {
  return columns.map((column) => `${column.split('.').at(-1)}=${cellName(cellOf(row, column))}`).join(', ');
}

function cellName(cell: Cell): string {
  if (cell === null) return 'none';
  return typeof cell === 'number' ? briefNumber(cell) : cell;
}

/** NaN has no place in JSON. */
function plain(cell: Cell): Cell {
  return typeof cell === 'number' && !Number.isFinite(cell) ? String(cell) : cell;
}
