import { expect, test } from 'vitest';
import type { RunRow } from '../../shared/run.ts';
import { type Brush, inBrushes, parseBrushes, printBrushes, withBrush } from './brushes.ts';

const cellOf = (row: RunRow, column: string) => (row as unknown as Record<string, number | string>)[column] ?? null;
const row = (cells: Record<string, number | string>) => cells as unknown as RunRow;

test('a run is kept that lies in every brush', () => {
  const brushes: Brush[] = [
    { column: 'lr', range: [0.001, 0.01] },
    { column: 'opt', texts: ['adam', '2'] },
  ];
  const kept = [
    row({ lr: 0.001, opt: 'adam' }),
    row({ lr: 0.01, opt: 2 }),
    row({ lr: 0.02, opt: 'adam' }),
    row({ lr: 0.005, opt: 'sgd' }),
    row({ opt: 'adam' }),
  ].map((one) => inBrushes(brushes, one, cellOf));
  expect(kept).toEqual([true, true, false, false, false]);
});

test('NaN and text are in no range', () => {
  const range: Brush[] = [{ column: 'lr', range: [-1, 1] }];
  expect([row({ lr: Number.NaN }), row({ lr: '0.5' })].some((one) => inBrushes(range, one, cellOf))).toBe(false);
});

test('brushes come back from the address, whatever stands in them', () => {
  const brushes: Brush[] = [
    { column: 'config.a@b', range: [-1e-7, 3] },
    { column: 'config.opt', texts: ['a]@b', '"x"', 'ü'] },
  ];
  expect(parseBrushes(printBrushes(brushes))).toEqual(brushes);
});

test.each(['', '@x', '1..@x', '2..1@x', '1..2..3@x', '["a"@x', '[1]@x', '[]@x', '1..2@'])('%s is no brush', (text) => {
  expect(parseBrushes([text])).toEqual([]);
});

test('a column has one brush', () => {
  const first: Brush = { column: 'a', range: [0, 1] };
  const second: Brush = { column: 'a', range: [2, 3] };
  expect(withBrush(withBrush([], 'a', first), 'a', second)).toEqual([second]);
  expect(withBrush([first], 'a', null)).toEqual([]);
});
