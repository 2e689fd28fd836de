import { expect, test } from 'vitest';
import { steadyEnd } from './steadyEnd.ts';

const WIDTH = 500;

test('an end that grows point by point moves once in a few pixels', () => {
  const lasts = Array.from({ length: 400 }, (_, more) => 3000 + more);
  const ends = new Set(lasts.map((last) => steadyEnd([0, last], WIDTH)));
  expect(ends.size).toBeLessThanOrEqual(28);
});

test('between half a pixel and six pixels lie behind the last point', () => {
  for (let last = 100; last < 100_000; last = Math.ceil(last * 1.01)) {
    const pixels = ((steadyEnd([-50, last], WIDTH) - last) / (last + 50)) * WIDTH;
    expect(pixels).toBeGreaterThanOrEqual(0.5);
    expect(pixels).toBeLessThan(6);
  }
});

test('an extent without a length has no pixels to round to', () => {
  expect(steadyEnd([7, 7], WIDTH)).toBe(7);
  expect(steadyEnd([0, 7], 0)).toBe(7);
  expect(steadyEnd([0, Number.MAX_VALUE], WIDTH)).toBe(Number.MAX_VALUE);
});
