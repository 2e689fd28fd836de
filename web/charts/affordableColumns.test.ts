import { expect, test } from 'vitest';
import { affordableColumns } from './affordableColumns.ts';

test.each([
  [1_000, 0, 1_000],
  [1_000, 250, 1_000],
  [1_000, 1_000, 250],
  [2_000, 10_000, 64],
  [40, 10_000, 40],
])('a chart of %d pixels and %d runs asks for %d columns', (columns, runs, asked) => {
  expect(affordableColumns(columns, runs)).toBe(asked);
});
