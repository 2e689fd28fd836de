import { expect, test } from 'vitest';
import type { View } from './currentView.ts';
import { nearestByStep, nearestByTime } from './nearestPoint.ts';

function view(points: [step: number, time: number][]): View {
  return {
    length: points.length,
    stepped: points.filter(([step]) => !Number.isNaN(step)).length,
    step: Float64Array.from(points, ([step]) => step),
    time: Float64Array.from(points, ([, time]) => time),
    value: new Float64Array(points.length),
  };
}

test('the nearest step is found between, before and behind the points; the earlier of two as near', () => {
  const points = view([
    [10, 1],
    [20, 2],
    [40, 3],
    [Number.NaN, 4],
  ]);
  expect([-5, 10, 14, 15, 16, 30, 31, 99].map((at) => nearestByStep(points, at))).toEqual([0, 0, 0, 0, 1, 1, 2, 2]);
  expect(nearestByStep(view([[Number.NaN, 4]]), 1)).toBe(-1);
  expect(nearestByStep(view([]), 1)).toBe(-1);
});

test('the nearest time is found though a resume wrote steps anew, and points without a time are passed over', () => {
  const points = view([
    [1, 100],
    [2, 900],
    [3, 901],
    [4, 130],
    [5, Number.NaN],
  ]);
  expect([0, 99, 128, 600, 5000].map((at) => nearestByTime(points, at))).toEqual([0, 0, 3, 1, 2]);
  expect(nearestByTime(view([[5, Number.NaN]]), 1)).toBe(-1);
});
