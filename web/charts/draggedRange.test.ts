import { expect, test } from 'vitest';
import { draggedRange, isClick } from './draggedRange.ts';

const drag = { pan: false, from: 50, to: 100, shown: [0, 400] } as const;

test('a drag chooses the range below it, in either direction and not beyond the plot', () => {
  expect(draggedRange(drag, 200)).toEqual([100, 200]);
  expect(draggedRange({ ...drag, from: 100, to: 50 }, 200)).toEqual([100, 200]);
  expect(draggedRange({ ...drag, to: 900 }, 200)).toEqual([100, 400]);
});

test('with Shift it moves the range, and the place under the pointer moves with it', () => {
  expect(draggedRange({ ...drag, pan: true }, 200)).toEqual([-100, 300]);
});

test('no drag leads to a range too narrow to be shown', () => {
  const narrow = { pan: false, from: 10, to: 20, shown: [1e9, 1e9 + 1e-6] } as const;
  expect(draggedRange(narrow, 200)).toEqual(narrow.shown);
});

test('a few pixels are a click', () => {
  expect(isClick({ ...drag, to: 52 })).toBe(true);
  expect(isClick({ ...drag, to: 55 })).toBe(false);
});
