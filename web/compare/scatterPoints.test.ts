import { expect, test } from 'vitest';
import type { RunRow } from '../../shared/run.ts';
import type { Cell, CellOf } from '../runs/cells.ts';
import { type Axis, axisOf } from './axes.ts';
import { nearestPoint, scatterAxis, scatterPoints } from './scatterPoints.ts';

const cellOf: CellOf = (row, column) => (row as unknown as Record<string, Cell>)[column] ?? null;
const rows = [
  { id: 'a', x: 10, y: 'sgd' },
  { id: 'b', x: 30, y: 'adam' },
  { id: 'c', x: 20, y: null },
] as unknown as RunRow[];
const axis = (column: string) => axisOf({ column, log: null, inverted: true }, rows, cellOf) as Axis;
const size = { width: 110, height: 100 };

test('runs with both values stand on the plot, larger values right and above', () => {
  const points = scatterPoints(rows, [axis('x'), axis('y')], cellOf, size);
  expect(points.map(({ row, x, y }) => [row.id, Math.round(x), Math.round(y)])).toEqual([
    ['a', 5, 25],
    ['b', 105, 75],
  ]);
});

test('texts are ticks in the middle of equal shares', () => {
  expect(scatterAxis(axis('y'))).toMatchObject({
    domain: [0, 2],
    ticks: { values: [0.5, 1.5], labels: ['adam', 'sgd'] },
  });
});

test('numbers that are never negative get no room below 0', () => {
  const zero = axisOf({ column: 'x', log: null, inverted: false }, [{ x: 0 }, { x: 9 }] as unknown as RunRow[], cellOf);
  expect(scatterAxis(zero as Axis).domain[0]).toBe(0);
});

test('the nearest point within reach is found', () => {
  const points = scatterPoints(rows, [axis('x'), axis('y')], cellOf, size);
  expect(nearestPoint(points, { x: 8, y: 27 }, 10)?.row.id).toBe('a');
  expect(nearestPoint(points, { x: 50, y: 50 }, 10)).toBeNull();
});
