import { expect, test } from 'vitest';
import { changeText, relativeChange } from './relativeChange.ts';

test.each([
  [3, 2, 0.5],
  [1, 2, -0.5],
  [-1, -2, 0.5],
  [0, 0, 0],
  [1, 0, null],
  [null, 2, null],
  [2, null, null],
  [Number.NaN, 2, null],
  [2, Number.POSITIVE_INFINITY, null],
])('%s against %s is a change of %s', (value, base, change) => {
  expect(relativeChange(value, base)).toBe(change);
});

test.each([
  [0, '0'],
  [0.124, '+12 %'],
  [-0.0003, '−0.030 %'],
  [1.5, '+150 %'],
  [30, '×31.0'],
])('%s is said %s', (change, text) => {
  expect(changeText(change).replaceAll('\u00a0', ' ')).toBe(text);
});
