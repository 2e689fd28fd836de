import { expect, test } from 'vitest';
import { noteHeight } from './noteHeight.ts';
import type { PlotScale } from './plotScale.ts';
import { lineOf } from './testing/lineOf.ts';

const scale: PlotScale = { x: [1, 3], y: [0, 1], logX: false, logY: false, width: 300, height: 200 };
const nan = Number.NaN;

test('a note stands in the middle, but where NaN is marked there', () => {
  expect(noteHeight([], scale)).toBe(100);
  expect(noteHeight([lineOf([nan, nan, nan])], scale)).toBe(50);
  expect(noteHeight([lineOf([nan, nan, nan]), lineOf([0.75, nan])], scale)).toBe(150);
});

test('what is marked outside the range takes no place, and a point before it says where its NaN is', () => {
  expect(noteHeight([lineOf([nan, 0.5, 0.5, 0.5, 0.5])], scale)).toBe(100);
  expect(noteHeight([lineOf([9, nan, nan])], scale)).toBe(100);
});

test('where each place is taken, it is the one with the most room', () => {
  const lines = [lineOf([0.5, nan]), lineOf([0.74, nan]), lineOf([0.3, nan])];
  expect(noteHeight(lines, scale)).toBe(150);
});
