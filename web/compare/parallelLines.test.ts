import { expect, test } from 'vitest';
import type { RunRow } from '../../shared/run.ts';
import type { CellOf } from '../runs/cells.ts';
import { type Axis, axisOf } from './axes.ts';
import { lackingPlaces, nearestLine, parallelGeometry, placeAtY, placeMatrix, yOf } from './parallelLines.ts';

const cellOf: CellOf = (row, column) => (row as unknown as Record<string, number>)[column] ?? null;
const rows = [{ a: 0, b: 10 }, { a: 1, b: 0 }, { a: 0.5 }] as unknown as RunRow[];
const axes = ['a', 'b'].map((column) => axisOf({ column, log: null, inverted: false }, rows, cellOf) as Axis);
const matrix = placeMatrix(rows, axes, cellOf);
const geometry = parallelGeometry(2, 212, 170);
const all = Uint8Array.of(1, 1, 1);

test('a run stands on each axis where its value does, and nowhere without one', () => {
  expect([...matrix.places]).toEqual([0, 1, 1, 0, 0.5, Number.NaN]);
  expect(lackingPlaces(matrix)).toEqual([0, 1]);
});

test('the ends of an axis are its top and bottom, and no value lies in the lane below', () => {
  expect([yOf(geometry, 1), yOf(geometry, 0), yOf(geometry, Number.NaN)]).toEqual([44, 144, 160]);
  expect(placeAtY(geometry, 94)).toBe(0.5);
});

test('the nearest line is found between the axes and beyond them', () => {
  const [left, right] = geometry.x as [number, number];
  expect(nearestLine(matrix, geometry, { x: left, y: 143 }, all, 10)).toBe(0);
  expect(nearestLine(matrix, geometry, { x: right + 20, y: 140 }, all, 10)).toBe(1);
  expect(nearestLine(matrix, geometry, { x: right, y: 158 }, all, 10)).toBe(2);
  expect(nearestLine(matrix, geometry, { x: left, y: 70 }, all, 10)).toBe(-1);
});

test('a run outside the brushes is not found', () => {
  expect(nearestLine(matrix, geometry, { x: geometry.x[0]!, y: 143 }, Uint8Array.of(0, 1, 1), 10)).toBe(-1);
});
