import { expect, test } from 'vitest';
import type { RunRow } from '../../shared/run.ts';
import { viridis } from '../charts/viridis.ts';
import type { Cell } from './cells.ts';
import { colorsBy } from './runColors.ts';

const rows = (cells: Cell[]) => cells.map((cell) => ({ cell }) as unknown as RunRow);
const cellOf = (row: RunRow) => (row as unknown as { cell: Cell }).cell;
const colors = (cells: Cell[]) => rows(cells).map(colorsBy('x', rows(cells), cellOf));

test('numbers are coloured by where they stand between the least and the greatest', () => {
  expect(colors([0, 5, 10])).toEqual([0, 0.5, 1].map((share) => viridis(share)));
});

test('positive numbers of very different size are coloured by their logarithms', () => {
  expect(colors([1e-4, 1e-2, 1])).toEqual([0, 0.5, 1].map((share) => viridis(share)));
});

test('texts are spread evenly, and what is missing is grey', () => {
  expect(colors(['b', 'a', null, 'c'])).toEqual([viridis(0.5), viridis(0), 'var(--muted)', viridis(1)]);
  expect(colors([1, Number.NaN])).toEqual([viridis(0.5), 'var(--muted)']);
});
