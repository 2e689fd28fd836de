import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnOf, firstAfter, firstAtOrAfter, MOST_PER_COLUMN, m4, type PointColumns } from './m4.ts';

const FLAGS = new Map([
  [Number.POSITIVE_INFINITY, 2],
  [Number.NEGATIVE_INFINITY, 4],
]);

function series(values: [x: number, y: number][]): PointColumns {
  const sorted = values.toSorted((a, b) => a[0] - b[0]);
  const flags = sorted.map(([, y]) => (Number.isNaN(y) ? 1 : (FLAGS.get(y) ?? 0)));
  return {
    x: Float64Array.from(sorted, ([x]) => x),
    y: Float64Array.from(sorted, ([, y], index) => (flags[index] === 0 ? y : 0)),
    flag: Uint8Array.from(flags),
  };
}

const steps = (ys: number[]) => series(ys.map((y, index) => [index, y]));
const kept = (points: PointColumns, from: number, to: number, width: number) => [...m4(points, from, to, width)];

/** What a column of a raster shows, computed the slow way. */
function columns(points: PointColumns, indices: Iterable<number>, from: number, to: number, width: number) {
  const shown = new Map<number, { first: number; last: number; min: number; max: number; kinds: number }>();
  for (const index of indices) {
    const column = columnOf(points.x[index]!, from, to, width);
    if (column < 0 || column >= width) continue;
    const y = points.y[index]!;
    const flag = points.flag[index]!;
    const seen = shown.get(column) ?? { first: Number.NaN, last: Number.NaN, min: Infinity, max: -Infinity, kinds: 0 };
    if (flag === 0) {
      if (Number.isNaN(seen.first)) seen.first = y;
      seen.last = y;
      seen.min = Math.min(seen.min, y);
      seen.max = Math.max(seen.max, y);
    }
    seen.kinds |= flag;
    shown.set(column, seen);
  }
  return shown;
}

/** The pieces of the line that lead from one column to another (or over the edge), broken at non-finite points. */
function joints(points: PointColumns, indices: Iterable<number>, from: number, to: number, width: number): string[] {
  const found: string[] = [];
  let before = -1;
  for (const index of indices) {
    if (points.flag[index] !== 0) {
      before = -1;
      continue;
    }
    if (before >= 0) {
      const a = columnOf(points.x[before]!, from, to, width);
      const b = columnOf(points.x[index]!, from, to, width);
      if (a !== b) found.push(`${points.x[before]},${points.y[before]} ${points.x[index]},${points.y[index]}`);
    }
    before = index;
  }
  return found;
}

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, -1e300, 1e300) },
  { weight: 3, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
);
const place = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.double({ min: 0, max: 40, noNaN: true }));
const anySeries = fc.array(fc.tuple(place, value), { maxLength: 120 }).map(series);
const anyRange = fc.tuple(place, place).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
const anyWidth = fc.integer({ min: 1, max: 30 });

describe('m4', () => {
  test('keeps first, last, smallest and greatest of a column, and nothing else', () => {
    expect(kept(steps([5, 6, 1, 6, 9, 9, 1, 7, 7]), 0, 8, 1)).toEqual([0, 2, 4, 8]);
  });

  test('keeps a point once that is first, smallest and greatest alike', () => {
    expect(kept(steps([3, 3, 3]), 0, 2, 1)).toEqual([0, 2]);
    expect(kept(steps([3]), 0, 0, 100)).toEqual([0]);
  });

  test('closes the last column at the end of the range', () => {
    expect(columnOf(10, 0, 10, 5)).toBe(4);
    expect(columnOf(2, 0, 10, 5)).toBe(1);
    expect(columnOf(11, 0, 10, 5)).toBe(5);
    expect(columnOf(-1, 0, 10, 5)).toBe(-1);
  });

  test('keeps one point beyond the range on each side, so that the line runs to the edge', () => {
    expect(kept(steps([0, 1, 2, 3, 4, 5]), 2, 3, 4)).toEqual([1, 2, 3, 4]);
    expect(kept(steps([0, 1, 2, 3]), 1.2, 1.8, 4)).toEqual([1, 2]);
    expect(kept(steps([0, 1]), 5, 9, 4)).toEqual([1]);
    expect(kept(steps([0, 1]), -9, -5, 4)).toEqual([0]);
  });

  test('keeps the first point of each non-finite kind, and the one that ends a column', () => {
    const points = steps([Number.NaN, Number.NaN, 4, Infinity, -Infinity, Infinity, Number.NaN, 8]);
    expect(kept(points, 0, 6, 1)).toEqual([0, 2, 3, 4, 6, 7]);
  });

  test('has nothing of a range that is upside down or not a number', () => {
    expect(kept(steps([1, 2]), 2, 1, 10)).toEqual([]);
    expect(kept(steps([1, 2]), Number.NaN, 1, 10)).toEqual([]);
  });

  test('shows in every column what all points show, and joins and breaks columns as all points do', () => {
    fc.assert(
      fc.property(anySeries, anyRange, anyWidth, (points, [from, to], width) => {
        const all = points.x.keys();
        const some = m4(points, from, to, width);
        expect(columns(points, some, from, to, width)).toEqual(columns(points, all, from, to, width));
        expect(joints(points, some, from, to, width)).toEqual(joints(points, points.x.keys(), from, to, width));
      }),
      { numRuns: 500 },
    );
  });

  test('answers with ascending unique indices, never more than the columns can need', () => {
    fc.assert(
      fc.property(anySeries, anyRange, anyWidth, (points, [from, to], width) => {
        const some = kept(points, from, to, width);
        expect(some).toEqual([...new Set(some)].sort((a, b) => a - b));
        expect(some.length).toBeLessThanOrEqual(MOST_PER_COLUMN * width + 2);
      }),
      { numRuns: 200 },
    );
  });

  test('keeps what it kept: a second pass over the kept points drops none', () => {
    fc.assert(
      fc.property(anySeries, anyRange, anyWidth, (points, [from, to], width) => {
        const some = m4(points, from, to, width);
        const again = m4(
          {
            x: Float64Array.from(some, (index) => points.x[index]!),
            y: Float64Array.from(some, (index) => points.y[index]!),
            flag: Uint8Array.from(some, (index) => points.flag[index]!),
          },
          from,
          to,
          width,
        );
        expect([...again]).toEqual([...some.keys()]);
      }),
      { numRuns: 200 },
    );
  });
});

test('the searches find the ends of a stretch of equal x', () => {
  const x = Float64Array.of(1, 2, 2, 2, 5);
  expect([firstAtOrAfter(x, 2), firstAfter(x, 2)]).toEqual([1, 4]);
  expect([firstAtOrAfter(x, 9), firstAfter(x, 0)]).toEqual([5, 0]);
});
