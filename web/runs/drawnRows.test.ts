import { expect, test } from 'vitest';
import { drawnRows } from './drawnRows.ts';
import { rowOf } from './testing/rowOf.ts';

const ROWS = ['a', 'b', 'c', 'd'].map((id) => rowOf(id));
const LIST = { rows: ROWS, shown: ROWS.slice(0, 3), eyes: new Set(['a', 'd']) };
const drawn = (group: string[], eyes: string[] | null): string[] =>
  drawnRows(LIST, { group, eyes }).map(({ id }) => id);

test('runs with an eye are drawn; groups are made of all listed runs, unless somebody chose eyes', () => {
  expect(drawn([], null)).toEqual(['a', 'd']);
  expect(drawn(['config.lr'], null)).toEqual(['a', 'b', 'c']);
  expect(drawn(['config.lr'], ['a', 'd'])).toEqual(['a']);
});
