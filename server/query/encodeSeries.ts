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
import type { ChartLine } from './seriesAnswer.ts';

/** The lines as columns, in the order that `head` tells. */
function columnsOf(lines: readonly ChartLine[]): {
  series: Uint32Array;
  part: Uint8Array;
  x: Float64Array;
  y: Float64Array;
  flag: Uint8Array;
} {
  const length = lines.reduce((sum, { raw, smooth }) => sum + raw.x.length + (smooth?.x.length ?? 0), 0);
  const [series, part, flag] = [new Uint32Array(length), new Uint8Array(length), new Uint8Array(length)];
  const [x, y] = [new Float64Array(length), new Float64Array(length)];
  let at = 0;
  lines.forEach(({ raw, smooth }, i) => {
    for (const [kind, points] of [raw, smooth].entries()) {
      if (points === null || points === undefined) continue;
      const end = at + points.x.length;
      series.fill(i, at, end);
      part.fill(kind, at, end);
      x.set(points.x, at);
      y.set(points.y, at);
      flag.set(points.flag, at);
      at = end;
    }
  });
  return { series, part, x, y, flag };
}

/** Without a type named, a typed array is wrapped as it is; with one it would be copied value by value. */
function column(values: Uint8Array | Uint32Array | Float64Array, type: DataType): Column<unknown> {
  return values.length === 0 ? columnFromArray(values, type) : columnFromArray(values);
}

/** Arrow IPC stream with one batch; the head is schema metadata "stepwell". */
export function toArrow(lines: readonly ChartLine[], head: SeriesHead): Uint8Array<ArrayBuffer> {
  const columns = columnsOf(lines);
  const table = tableFromColumns({
    series: column(columns.series, uint32()),
    part: column(columns.part, uint8()),
    x: column(columns.x, float64()),
    y: column(columns.y, float64()),
    flag: column(columns.flag, uint8()),
  });
  table.schema.metadata = new Map([['stepwell', JSON.stringify(head)]]);
  return tableToIPC(table, { format: 'stream' }) as Uint8Array<ArrayBuffer>;
}

/** The same as JSON columns, for who reads no Arrow. */
export function toJson(lines: readonly ChartLine[], head: SeriesHead): Uint8Array<ArrayBuffer> {
  const { series, part, x, y, flag } = columnsOf(lines);
  const body = { ...head, columns: { series: [...series], part: [...part], x: [...x], y: [...y], flag: [...flag] } };
  return new Uint8Array(Buffer.from(JSON.stringify(body)));
}
