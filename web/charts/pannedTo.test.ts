import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pannedTo } from './pannedTo.ts';

test('a place outside the zoom comes in by a quarter of its width, from either side', () => {
  expect(pannedTo([100, 200], 300, false)).toEqual([225, 325]);
  expect(pannedTo([100, 200], 40, false)).toEqual([15, 115]);
  expect(pannedTo([100, 200], 3, false)).toEqual([0, 100]);
  expect(pannedTo([-5, 95], -10, false)).toEqual([-35, 65]);
});

test('nothing moves where the place is in sight, nothing is zoomed, or a log axis has no such place', () => {
  expect(pannedTo([100, 200], 200, false)).toBeNull();
  expect(pannedTo(null, 200, false)).toBeNull();
  expect(pannedTo([1, 10], 0, true)).toBeNull();
});

test('the place is in the moved zoom, which is as wide as before', () => {
  const whole = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(whole, whole, whole, fc.boolean(), (from, width, x, logX) => {
      const zoom = pannedTo([from, from + width], x, logX);
      if (zoom === null) {
        expect(x >= from && x <= from + width).toBe(true);
        return;
      }
      const place = (value: number): number => (logX ? Math.log(value) : value);
      expect(place(zoom[0])).toBeLessThanOrEqual(place(x));
      expect(place(zoom[1])).toBeGreaterThanOrEqual(place(x));
      expect(place(zoom[1]) - place(zoom[0])).toBeCloseTo(place(from + width) - place(from), 6);
    }),
  );
});
