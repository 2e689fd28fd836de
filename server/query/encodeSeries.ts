import {
  type Column,
  columnFromArray,
  type DataType,
  float64,
  tableFromColumns,
  tableToIPC,
  uint8,
  uint32,
} from '@uwdata/flechette';
import type { SeriesHead } from '../../shared/series.ts';
import type { GroupLine } from './groupAnswer.ts';
import type { ChartLine } from './seriesAnswer.ts';

type Values = Uint8Array | Uint32Array | Float64Array;

const POINT_COLUMNS = [
  ['x', Float64Array],
  ['y', Float64Array],
  ['flag', Uint8Array],
] as const;
const BAND_COLUMNS = [
  ['low', Float64Array],
  ['high', Float64Array],
  ['n', Uint32Array],
] as const;
const TYPES = new Map<unknown, DataType>([
  [Uint8Array, uint8()],
  [Uint32Array, uint32()],
  [Float64Array, float64()],
]);

/** The lines as columns by name, in the order that `head` tells; `band` adds those of a group. */
function columnsOf(lines: readonly (ChartLine | GroupLine)[], band: boolean): Map<string, Values> {
  const parts = lines.flatMap(({ raw, smooth }, line) =>
    [raw, smooth].flatMap((points, part) => (points === null ? [] : [{ line, part, points }])),
  );
  const length = parts.reduce((sum, { points }) => sum + points.x.length, 0);
  const [series, part] = [new Uint32Array(length), new Uint8Array(length)];
  const columns = new Map<string, Values>([
    ['series', series],
    ['part', part],
  ]);
  for (const [name, Type] of [...POINT_COLUMNS, ...(band ? BAND_COLUMNS : [])]) columns.set(name, new Type(length));
  let at = 0;
  for (const one of parts) {
    const end = at + one.points.x.length;
    series.fill(one.line, at, end);
    part.fill(one.part, at, end);
    for (const [name, values] of Object.entries(one.points) as [string, Values][]) columns.get(name)?.set(values, at);
    at = end;
  }
  return columns;
}

/** Without a type named, a typed array is wrapped as it is; with one it would be copied value by value. */
function column(values: Values): Column<unknown> {
  return values.length === 0
    ? columnFromArray(values, TYPES.get(values.constructor) as DataType)
    : columnFromArray(values);
}

/** Arrow IPC stream with one batch; the head is schema metadata "stepwell". */
export function toArrow(
  lines: readonly (ChartLine | GroupLine)[],
  head: SeriesHead,
  band = false,
): Uint8Array<ArrayBuffer> {
  const columns = [...columnsOf(lines, band)].map(([name, values]): [string, Column<unknown>] => [
    name,
    column(values),
  ]);
  const table = tableFromColumns(columns);
  table.schema.metadata = new Map([['stepwell', JSON.stringify(head)]]);
  return tableToIPC(table, { format: 'stream' }) as Uint8Array<ArrayBuffer>;
}

/** The same as JSON columns, for who reads no Arrow. */
export function toJson(
  lines: readonly (ChartLine | GroupLine)[],
  head: SeriesHead,
  band = false,
): Uint8Array<ArrayBuffer> {
  const columns = [...columnsOf(lines, band)].map(([name, values]) => [name, [...values]]);
  return new Uint8Array(Buffer.from(JSON.stringify({ ...head, columns: Object.fromEntries(columns) })));
}
