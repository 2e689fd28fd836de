import { columnFromArray, float64, tableFromColumns, tableToIPC, uint8 } from '@uwdata/flechette';
import { describe, expect, test } from 'vitest';
import type { SeriesHead, SeriesMeta } from '../../shared/series.ts';
import { readSeries } from './readSeries.ts';

describe('an answer of the series route', () => {
  const meta = (change: Partial<SeriesMeta>): SeriesMeta =>
    ({
      run: 'a',
      metric: 'loss',
      scale: 'ML_STEP',
      labels: {},
      offset: 0,
      length: 0,
      smooth_offset: 0,
      smooth_length: 0,
      ...change,
    }) as SeriesMeta;

  function encoded(series: SeriesMeta[], x: number[], y: number[], flag: number[]): Uint8Array {
    const head: SeriesHead = { series, unchanged: ['b'], missing: [], pending_bytes: 0 };
    const table = tableFromColumns({
      x: columnFromArray(Float64Array.from(x), float64()),
      y: columnFromArray(Float64Array.from(y), float64()),
      flag: columnFromArray(Uint8Array.from(flag), uint8()),
    });
    table.schema.metadata = new Map([['stepwell', JSON.stringify(head)]]);
    return tableToIPC(table, { format: 'stream' })!;
  }

  test('is cut into lines, each with its raw and its smooth part', () => {
    const series = [
      meta({ length: 2, smooth_offset: 2, smooth_length: 2 }),
      meta({ offset: 4, length: 1, labels: { rank: '1' } }),
    ];
    const { head, lines } = readSeries(encoded(series, [1, 2, 1, 2, 9], [3, 0, 3.5, 0, 7], [0, 1, 0, 1, 0]));
    expect(head.unchanged).toEqual(['b']);
    expect(lines[0]!.raw).toEqual({ x: Float64Array.of(1, 2), y: Float64Array.of(3, 0), flag: Uint8Array.of(0, 1) });
    expect(lines[0]!.smooth?.y).toEqual(Float64Array.of(3.5, 0));
    expect(lines[1]!.smooth).toBeNull();
    expect(new Set(lines.map(({ key }) => key)).size).toBe(2);
  });

  test('may have no points at all', () => {
    expect(readSeries(encoded([meta({})], [], [], [])).lines[0]!.raw.x).toHaveLength(0);
  });
});
