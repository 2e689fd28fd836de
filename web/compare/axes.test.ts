import { expect, test } from 'vitest';
import type { RunRow } from '../../shared/run.ts';
import type { Cell } from '../runs/cells.ts';
import { type Axis, type AxisSettings, axisOf, brushAt, brushPlaces, parseAxis, placeOn, printAxis } from './axes.ts';

const rows = (cells: Cell[]) => cells.map((cell) => ({ cell }) as unknown as RunRow);
const cellOf = (row: RunRow) => (row as unknown as { cell: Cell }).cell;
const asked = (change: Partial<AxisSettings> = {}): AxisSettings => ({
  column: 'x',
  log: null,
  inverted: false,
  ...change,
});
const made = (cells: Cell[], change: Partial<AxisSettings> = {}) => axisOf(asked(change), rows(cells), cellOf) as Axis;

test('numbers stand between the least and the greatest', () => {
  const axis = made([0, 10, null, Number.NaN]);
  expect([0, 2.5, 10, null, Number.NaN].map((cell) => placeOn(axis, cell))).toEqual([0, 0.25, 1, null, null]);
});

test('positive numbers of very different size stand by their logarithms, unless somebody wants otherwise', () => {
  expect(placeOn(made([1e-4, 1]), 0.01)).toBeCloseTo(0.5);
  expect(placeOn(made([1e-4, 1], { log: false }), 0.01)).toBeCloseTo(0.0099, 3);
  expect(made([0, 1000], { log: true })).toMatchObject({ log: false });
});

test('a time is marked by the clock or the day, never by powers of ten, and a duration by its units', () => {
  const day = 86_400;
  const begin = Date.UTC(2026, 10, 18, 12) / 1000;
  const labels = (column: string, cells: Cell[]): readonly string[] => {
    const axis = made(cells, { column });
    return axis.kind === 'number' ? axis.ticks.labels : [];
  };
  expect(labels('created_time', [begin, begin + 6 * day]).length).toBeGreaterThan(2);
  expect(
    labels('created_time', [begin, begin + 6 * day]).every((label) => label.length < 8 && !/\d{6}/.test(label)),
  ).toBe(true);
  expect(made([1, begin], { column: 'created_time' })).toMatchObject({ log: false });
  expect(labels('duration', [0, 120]).at(-1)).toMatch(/\s(s|min)$/);
  expect(labels('created_time', [begin])[0]).toMatch(/^2026-11-1\d \d\d:\d\d:\d\d$/);
});

test('a single value stands in the middle', () => {
  for (const [axis, value] of [
    [made([3]), 3],
    [made([0]), 0],
    [made([5], { log: true }), 5],
  ] as const)
    expect(placeOn(axis, value)).toBeCloseTo(0.5);
});

test('texts stand in equal shares, in the order of people', () => {
  const axis = made(['run-10', 'run-2', 7]);
  expect(axis).toMatchObject({ kind: 'text', texts: ['7', 'run-2', 'run-10'] });
  expect(placeOn(axis, 'run-2')).toBe(0.5);
});

test('an axis that nobody has a value for is none', () => {
  expect(axisOf(asked(), rows([null, Number.NaN]), cellOf)).toBeNull();
});

test.each([false, true])('what a stretch chooses lies in that stretch (inverted: %s)', (inverted) => {
  const numbers = made([0, 10], { inverted });
  const brush = brushAt(numbers, 0.75, 0.5);
  expect(brush).toEqual({ column: 'x', range: inverted ? [2.5, 5] : [5, 7.5] });
  expect(brushPlaces(numbers, brush as NonNullable<typeof brush>)).toEqual([0.5, 0.75]);
});

test('a brush over the whole axis holds its ends exactly', () => {
  expect(brushAt(made([1e-4, 0.3]), -0.1, 1.2)).toEqual({ column: 'x', range: [1e-4, 0.3] });
});

test('of texts those are chosen whose place is in the stretch; none is no brush', () => {
  const axis = made(['a', 'b', 'c', 'd']);
  expect(brushAt(axis, 0.3, 0.7)).toEqual({ column: 'x', texts: ['b', 'c'] });
  expect(brushAt(axis, 0.4, 0.6)).toBeNull();
  expect(brushPlaces(axis, { column: 'x', texts: ['b', 'c'] })).toEqual([0.25, 0.75]);
});

test.each(['@config.lr', 'l@a@b', 'ni@x', 'i@x'])('%s survives', (text) => {
  expect(printAxis(parseAxis(text) as AxisSettings)).toBe(text);
});
