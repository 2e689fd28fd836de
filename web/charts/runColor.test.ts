import { expect, test } from 'vitest';
import { runStyle } from './runColor.ts';

test('neighbours differ in colour, and the same colour comes back in other dashes', () => {
  expect([1, 2, 9, 17].map((number) => runStyle(number))).toEqual([
    { index: 1, dash: [] },
    { index: 2, dash: [] },
    { index: 1, dash: [6, 3] },
    { index: 1, dash: [2, 2] },
  ]);
  expect(new Set(Array.from({ length: 24 }, (_, number) => JSON.stringify(runStyle(number)))).size).toBe(24);
});
