import { type Table, tableFromIPC } from '@uwdata/flechette';
import type { SeriesHead } from '../../shared/series.ts';
import type { Band, ChartLine, LinePoints } from './types.ts';

export interface FetchedSeries {
  head: SeriesHead;
  lines: ChartLine[];
}

/** Decodes an answer of the series route. Each line's points are a copy: a line kept does not keep the whole answer. */
export function readSeries(bytes: Uint8Array): FetchedSeries {
  const table = tableFromIPC(bytes);
  const text = table.schema.metadata?.get('stepwell');
  if (text === undefined) throw new Error('The answer of the server has no head');
  const head = JSON.parse(text) as SeriesHead;
  const column = <T>(name: string, empty: T): T =>
    table.numRows === 0 ? empty : (table.getChild(name)?.toArray() as T);
  const x = column('x', new Float64Array(0));
  const y = column('y', new Float64Array(0));
  const flag = column('flag', new Uint8Array(0));
  const band = bandColumns(table);
  const cut = (offset: number, length: number): LinePoints => ({
    x: x.slice(offset, offset + length),
    y: y.slice(offset, offset + length),
    flag: flag.slice(offset, offset + length),
  });
  const lines = head.series.map((meta) => ({
    key: JSON.stringify([meta.run, meta.metric, meta.scale, Object.entries(meta.labels)]),
    run: meta.run,
    meta,
    raw: cut(meta.offset, meta.length),
    smooth: meta.smooth_length > 0 ? cut(meta.smooth_offset, meta.smooth_length) : null,
    band: meta.smooth_length > 0 ? band(meta.smooth_offset, meta.smooth_length) : band(meta.offset, meta.length),
  }));
  return { head, lines };
}

/** Only the answer to a question about groups has these. */
function bandColumns(table: Table): (offset: number, length: number) => Band | null {
  const column = <T extends Float64Array | Uint32Array>(name: string): T | undefined =>
    table.numRows === 0 ? undefined : (table.getChild(name)?.toArray() as T | undefined);
  const [low, high, n] = [column<Float64Array>('low'), column<Float64Array>('high'), column<Uint32Array>('n')];
  return (offset, length) =>
    low === undefined || high === undefined || n === undefined
      ? null
      : {
          low: low.slice(offset, offset + length),
          high: high.slice(offset, offset + length),
          n: n.slice(offset, offset + length),
        };
}
