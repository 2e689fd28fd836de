import { describe, expect, test } from 'vitest';
import { nearestIndex, nearestPoints } from './nearestPoints.ts';
import type { PlotScale } from './plotScale.ts';
import { lineOf, pointsOf } from './testing/lineOf.ts';

const scale: PlotScale = { x: [0, 4], y: [0, 10], logX: false, logY: false, width: 400, height: 100 };

describe('the nearest points', () => {
  test('are one per line, the line nearest to the pointer first', () => {
    const lines = [1, 5, 9].map((level) =>
      lineOf(
        Array.from({ length: 5 }, () => level),
        { run: `run ${level}` },
      ),
    );
    const near = nearestPoints(lines, { x: 210, y: 55 }, scale, 2);
    expect(near.map(({ line, x, value }) => [line.run, x, value])).toEqual([
      ['run 5', 2, 5],
      ['run 1', 2, 1],
    ]);
    expect(near[0]!.pixel).toEqual({ x: 200, y: 50 });
  });

  test('have their values as logged, finite or not, those without a place last', () => {
    const lines = [
      lineOf([1, 1, Number.POSITIVE_INFINITY, 1, 1], { run: 'infinite' }),
      lineOf([2, 2, Number.NaN, 2, 2], { run: 'nan' }),
      lineOf([3, 3, 3, 3, 3], { run: 'finite' }),
    ];
    const near = nearestPoints(lines, { x: 200, y: 90 }, scale, 5);
    expect(near.map(({ value }) => value)).toEqual([3, Number.POSITIVE_INFINITY, Number.NaN]);
  });

  test('are none beyond the edge of a zoom', () => {
    expect(nearestPoints([lineOf([1, 1, 1])], { x: 399, y: 50 }, { ...scale, x: [2.5, 6.5] }, 5)).toEqual([]);
  });

  test('tell the smoothed value where the line passes at that x', () => {
    const line = lineOf([0, 9, 0, 9, 0], {}, [2, 4, 6]);
    line.smooth!.x.set([0, 2, 4]);
    expect(nearestPoints([line], { x: 100, y: 0 }, scale, 1)[0]).toMatchObject({ value: 9, smooth: 3 });
  });
});

test('the nearest index is the earlier of two as near', () => {
  const points = pointsOf([0, 0, 0]);
  expect([-5, 0.5, 0.6, 9].map((x) => nearestIndex(points, x))).toEqual([0, 0, 1, 2]);
  expect(nearestIndex(pointsOf([]), 1)).toBe(-1);
});
