import type { Json, RunRow } from '../../shared/run.ts';
import { parseValueColumn } from '../../shared/values.ts';
import { refOf } from '../api/refOf.ts';
import { flatConfig } from './flatConfig.ts';

/** What stands in a cell of the run table; null where the run has no such value. Text may hold anything. */
export type Cell = number | string | null;

/** The cell of a row in the column of that name. */
export type CellOf = (row: RunRow, column: string) => Cell;

/** What the server said of metrics, by run reference and column. */
export type MetricCells = ReadonlyMap<string, ReadonlyMap<string, number | null>>;

/** Cells by the names of columns: those of the query language, `duration`, `first_nan`, and `last:` and its like before a metric. */
export function cellsOf(nameOf: (row: RunRow) => string, metrics: MetricCells): CellOf {
  return (row, column) => {
    if (column === 'name') return nameOf(row);
    if (column === 'duration') return durationOf(row);
    if (column === 'tags') return row.tags.length === 0 ? null : row.tags.join(', ');
    if (column === 'first_nan') return row.first_nan === null ? null : (row.first_nan.step ?? Number.NaN);
    if (column.startsWith('config.')) return toCell(flatConfig(row.config).get(column.slice(7)));
    if (column.startsWith('summary.')) return toCell(flatConfig(row.summary).get(column.slice(8)));
    if (parseValueColumn(column) !== null) return metrics.get(refOf(row))?.get(column) ?? null;
    return Object.hasOwn(row, column) ? toCell((row as unknown as Record<string, Json>)[column]) : null;
  };
}

/** Seconds from start to end, or to the newest sign of life. */
function durationOf({ started_at, created_time, ended_at, last_active }: RunRow): number | null {
  const begin = started_at ?? created_time;
  const end = ended_at ?? last_active;
  return begin > 0 && end >= begin ? end - begin : null;
}

function toCell(value: Json | undefined): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return value;
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity' || value === '-Infinity') return Number(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const texts = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Ascending: numbers, then texts (`run-2` before `run-10`). */
function ascending(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'number') return -1;
  return typeof b === 'number' ? 1 : texts.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** Below 0, 0 or above as `a` goes before, with or behind `b`. What is missing or NaN goes last, whichever the direction. */
export function compareCells(a: Cell, b: Cell, descending: boolean): number {
  const rank = (cell: Cell): number => (cell === null ? 2 : Number.isNaN(cell) ? 1 : 0);
  if (rank(a) > 0 || rank(b) > 0) return rank(a) - rank(b);
  const order = ascending(a as number | string, b as number | string);
  return descending ? -order : order;
}
