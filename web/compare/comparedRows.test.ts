import { expect, test } from 'vitest';
import { rowOf } from '../runs/testing/rowOf.ts';
import { comparedRows, MOST_COMPARED } from './comparedRows.ts';

const rows = ['a', 'b', 'c', 'd'].map((id) => rowOf(id));
const ids = (...args: Parameters<typeof comparedRows>) => comparedRows(...args).map(({ id }) => id);

test('marked runs are compared in the order of their marks, the baseline first', () => {
  expect(ids(rows, ['c', 'a'], null, ['b'])).toEqual(['c', 'a']);
  expect(ids(rows, ['c', 'a'], 'a', ['b'])).toEqual(['a', 'c']);
  expect(ids(rows, ['c'], 'd', [])).toEqual(['d', 'c']);
});

test('without marks those in the charts are', () => {
  expect(ids(rows, [], null, ['b', 'gone'])).toEqual(['b']);
});

test('there is an end', () => {
  const many = Array.from({ length: 90 }, (_, i) => rowOf(String(i)));
  expect(
    comparedRows(
      many,
      many.map(({ id }) => id),
      null,
      [],
    ),
  ).toHaveLength(MOST_COMPARED);
});
