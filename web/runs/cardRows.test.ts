import { expect, test } from 'vitest';
import { rowsOnScreen } from './cardRows.ts';

const VIEWPORT = { height: 500, margin: 100 };

test.each([
  ['at the top', 0, [0, 6]],
  ['scrolled by ten rows', -1000, [9, 16]],
  ['below the screen', 2000, [0, 0]],
  ['above the screen', -5000, [40, 40]],
])('%s', (_, top, rows) => {
  expect(rowsOnScreen(top, VIEWPORT, 100, 40)).toEqual(rows);
});
