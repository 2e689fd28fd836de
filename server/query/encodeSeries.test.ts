import { tableFromIPC } from '@uwdata/flechette';
import { expect, test } from 'vitest';
import type { SeriesHead, SeriesMeta } from '../../shared/series.ts';
import { toArrow, toJson } from './encodeSeries.ts';

const head: SeriesHead = { series: [], unchanged: [], missing: ['x'], pending_bytes: 0 };
const raw = { x: Float64Array.of(1, 2), y: Float64Array.of(0.5, 0), flag: Uint8Array.of(0, 1) };

test('lines become Arrow columns with the head beside them', () => {
  const table = tableFromIPC(toArrow([{ meta: {} as SeriesMeta, raw, smooth: raw }], head));
  expect(table.toColumns()).toEqual({
    series: Uint32Array.of(0, 0, 0, 0),
    part: Uint8Array.of(0, 0, 1, 1),
    x: Float64Array.of(1, 2, 1, 2),
    y: Float64Array.of(0.5, 0, 0.5, 0),
    flag: Uint8Array.of(0, 1, 0, 1),
  });
  expect(JSON.parse(table.schema.metadata?.get('stepwell') ?? '')).toEqual(head);
});

test('an answer without a point is a table without a row', () => {
  const table = tableFromIPC(toArrow([], head));
  expect([table.numRows, table.names]).toEqual([0, ['series', 'part', 'x', 'y', 'flag']]);
  expect(JSON.parse(new TextDecoder().decode(toJson([], head))).columns.x).toEqual([]);
});
