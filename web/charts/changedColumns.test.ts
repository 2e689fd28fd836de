import { expect, test } from 'vitest';
import { changedColumns } from './changedColumns.ts';
import type { ChartPicture } from './drawChart.ts';
import { lineOf } from './testing/lineOf.ts';
import type { ChartLine } from './types.ts';

const STYLES = ['a', 'b'].map((id) => ({ id, name: id, color: 'red', dash: [] }));
const WANDERING = Array.from({ length: 600 }, (_, step) => Math.sin(step / 30));

function picture(...lines: ChartLine[]): ChartPicture {
  const scale = { x: [0, 1000] as [number, number], y: [-1, 1] as [number, number], logX: false, logY: false };
  return {
    lines,
    runs: STYLES,
    scale: { ...scale, width: 500, height: 200 },
    axis: 'step',
    pointedAt: false,
    color: (css) => css,
    ratio: 1,
  };
}

const a = (values: readonly number[]): ChartLine => lineOf(values, { run: 'a' });
const b = lineOf(WANDERING, { run: 'b' });

test('a line that grew changed from its former end on', () => {
  const [from, to] = changedColumns(picture(a(WANDERING), b), picture(a([...WANDERING, 0.5]), b)) ?? [];
  expect(from).toBeGreaterThan(285);
  expect(from).toBeLessThanOrEqual(299);
  expect(to).toBe(500);
});

test('a value that was corrected changed around its place, what is marked to the end as well', () => {
  const corrected = WANDERING.with(100, 0.9);
  expect(changedColumns(picture(a(WANDERING), b), picture(a(corrected), b))).toEqual([43, 57]);
  const marked = WANDERING.with(400, Number.NaN);
  expect(changedColumns(picture(a(marked), b), picture(a(marked.with(100, 0.9)), b))).toEqual([43, 500]);
});

test('the same lines change nothing', () => {
  const lines = [a(WANDERING), b] as const;
  expect(changedColumns(picture(...lines), picture(...lines))).toEqual([0, 0]);
  expect(changedColumns(picture(...lines), picture(a(WANDERING), b))).toEqual([0, 0]);
});

test('another frame, other lines, and what stands for a run as a whole change everything', () => {
  const [line, grown] = [a(WANDERING), a([...WANDERING, 0.5])];
  const before = picture(line, b);
  expect(changedColumns(before, { ...before, runs: [...STYLES] })).toBeNull();
  expect(changedColumns(before, { ...before, scale: { ...before.scale, y: [-1, 2] } })).toBeNull();
  expect(changedColumns(before, { ...before, ratio: 2 })).toBeNull();
  expect(changedColumns(before, picture(b, line))).toBeNull();
  expect(changedColumns(before, picture(line))).toBeNull();
  expect(changedColumns(before, picture(lineOf(WANDERING, { run: 'a' }, WANDERING), b))).toBeNull();
  const best = { run: 'a', metric: 'val/acc', y_min: -1, y_max: 2, x_of_max: 599, x_of_min: 0 };
  expect(changedColumns(picture(line), picture(lineOf([...WANDERING, 2], best)))).toBeNull();
  expect(changedColumns(picture(line), picture(grown))).not.toBeNull();
});

test('a line that begins with what is not finite is marked at the height of its first value: that may come late', () => {
  const nothing = WANDERING.map(() => Number.NaN);
  expect(changedColumns(picture(a(nothing), b), picture(a([...nothing, 1]), b))).toBeNull();
});
