import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantileInPlace } from './quantileInPlace.ts';
import { lineOf } from './testing/lineOf.ts';
import { yRange } from './yRange.ts';

const ALL = [0, 1e9] as const;
const wave = Array.from({ length: 100 }, (_, index) => 10 + Math.sin(index));

describe('the range of y', () => {
  test('holds all points with a little room', () => {
    const range = yRange([lineOf([10, 20])], ALL, true, false);
    expect(range).toEqual({ low: 9.5, high: 20.5, clippedAbove: 0, clippedBelow: 0, withoutPlace: 0 });
  });

  test('leaves single spikes out and counts them', () => {
    const range = yRange([lineOf([...wave, 1000, 900, -500])], ALL, true, false)!;
    expect(range.high).toBeLessThan(20);
    expect(range.low).toBeGreaterThan(0);
    expect(range).toMatchObject({ clippedAbove: 2, clippedBelow: 1 });
  });

  test('shows the spikes when the guard is off', () => {
    expect(yRange([lineOf([...wave, 1000])], ALL, false, false)).toMatchObject({ clippedAbove: 0, clippedBelow: 0 });
  });

  test('never takes one of two levels for outliers', () => {
    const levels = Array.from({ length: 100 }, (_, index) => (index % 10 === 0 ? 1000 + index : 10 + Math.sin(index)));
    expect(yRange([lineOf(levels)], ALL, true, false)).toMatchObject({ clippedAbove: 0 });
  });

  test('has no guard under twenty points, and none where it would gain little', () => {
    expect(yRange([lineOf([1, 1.1, 1.2, 50])], ALL, true, false)).toMatchObject({ clippedAbove: 0 });
    expect(yRange([lineOf([...wave, 14])], ALL, true, false)).toMatchObject({ clippedAbove: 0 });
  });

  test('shows no negative axis for values that never are', () => {
    expect(yRange([lineOf([0, 5])], ALL, true, false)?.low).toBe(0);
    expect(yRange([lineOf([-1, 5])], ALL, true, false)?.low).toBeLessThan(-1);
  });

  test('gives a constant some height', () => {
    expect(yRange([lineOf([5, 5])], ALL, true, false)).toMatchObject({ low: 4.5, high: 5.5 });
    expect(yRange([lineOf([0])], ALL, true, false)).toMatchObject({ low: 0, high: 1 });
  });

  test('fits what is seen of a zoom only', () => {
    expect(yRange([lineOf([100, 1, 2, 100])], [1, 2], false, false)).toMatchObject({ low: 0.95, high: 2.05 });
  });

  test('takes positive values only on a log axis, and counts the others', () => {
    const range = yRange([lineOf([0, -3, 1, 100, Number.NaN])], ALL, true, true)!;
    expect(range).toMatchObject({ withoutPlace: 2 });
    expect(range.low).toBeCloseTo(0.794, 3);
    expect(yRange([lineOf([0, -1])], ALL, true, true)).toBeNull();
  });

  test('holds the smoothed line too, which lags behind', () => {
    expect(yRange([lineOf([2, 2, 2], {}, [9, 6, 4])], [1, 2], true, false)).toMatchObject({ low: 1.8, high: 6.2 });
  });

  test('is nothing where nothing is finite', () => {
    expect(yRange([lineOf([Number.NaN, Number.POSITIVE_INFINITY])], ALL, true, false)).toBeNull();
  });
});

test('a quantile is the value of its rank', () => {
  const values = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const sorted = Float64Array.from(list).sort();
      const found = quantileInPlace(Float64Array.from(list), share);
      expect(found === sorted[Math.floor(share * (list.length - 1))]).toBe(true);
    }),
  );
});
