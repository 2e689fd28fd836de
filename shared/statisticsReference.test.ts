import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bucketMeans, bucketWidth, groupColumns, type PlacedPoints } from './groupStatistics.ts';
import type { Centre, Spread } from './groups.ts';
import type { Smoothing } from './series.ts';
import { smooth } from './smooth.ts';
import { studentT975 } from './studentT.ts';

/** Numbers of shared/fixtures/statistics/reference.py: the definitions written down in Python, and nothing clever. */
const reference = JSON.parse(
  readFileSync(new URL('./fixtures/statistics/reference.json', import.meta.url), 'utf8'),
) as {
  series: Points;
  smooth: { smoothing: Smoothing; y: (number | string)[] }[];
  student_t_975: [degrees: number, quantile: number][];
  runs: Points[];
  groups: {
    width: number;
    centre: Centre;
    spread: Spread;
    rows: [x: number, y: number, low: number, high: number, n: number][];
  }[];
};

interface Points {
  x: number[];
  y: (number | string)[];
}

function placed({ x, y }: Points): PlacedPoints {
  const values = y.map(Number);
  const place = Float64Array.from(x);
  const flag = Uint8Array.from(values, (v) => (Number.isFinite(v) ? 0 : Number.isNaN(v) ? 1 : v > 0 ? 2 : 4));
  return { place, x: place, y: Float64Array.from(values, (v) => (Number.isFinite(v) ? v : 0)), flag };
}

function expectNear(found: number, wanted: number): void {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
}

describe('against a plain reference in Python', () => {
  test.each(reference.smooth)('smoothing $smoothing of an uneven series with gaps and NaN', ({ smoothing, y }) => {
    const points = placed(reference.series);
    const out = smooth(points, smoothing, [points.x[0] as number, points.x.at(-1) as number]);
    expect(out.length).toBe(y.length);
    y.forEach((wanted, i) => {
      if (typeof wanted === 'number') expectNear(out[i] as number, wanted);
      else expect(points.flag[i]).not.toBe(0);
    });
  });

  test.each(reference.student_t_975)("Student's t with %i degrees of freedom", (degrees, quantile) => {
    expectNear(studentT975(degrees), quantile);
  });

  test.each(reference.groups)('$centre and $spread in buckets of $width', ({ width, centre, spread, rows }) => {
    const all: [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const means = reference.runs.map((run) => bucketMeans(placed(run), width, all));
    const found = groupColumns(means, centre, spread, all);
    expect(found.x.length).toBe(rows.length);
    rows.forEach(([x, y, low, high, n], i) => {
      expectNear(found.x[i] as number, x);
      expectNear(found.y[i] as number, y);
      expectNear(found.low[i] as number, low);
      expectNear(found.high[i] as number, high);
      expect(found.n[i]).toBe(n);
    });
  });
});

describe('buckets', () => {
  test('a range keeps its own buckets and the nearest one on either side, with every run in it', () => {
    const run = (x: number[]): PlacedPoints => placed({ x, y: x });
    const runs = [run([0, 5, 20, 21, 40]), run([4, 5, 22, 60])];
    const means = runs.map((points) => bucketMeans(points, 1, [18, 30]));
    const { x, n } = groupColumns(means, 'mean', 'std', [18, 30]);
    expect([...x]).toEqual([5, 20, 21, 22, 40]);
    expect([...n]).toEqual([2, 1, 1, 1, 1]);
  });

  test('a bucket is as wide as the points are apart, or the least power of two of it that fits', () => {
    expect(bucketWidth(0, 1000, 2000, 10)).toBe(10);
    expect(bucketWidth(0, 1000, 60, 10)).toBe(20);
    expect(bucketWidth(0, 1, 16, null)).toBe(0.125);
    expect(bucketWidth(7, 7, 16, 10)).toBe(10);
  });

  test('no more buckets than asked for cover a range, and half as wide would be too many', () => {
    for (let from = 0.5; from < 5000; from *= 1.7) {
      for (let to = from * 1.01; to < 9000; to *= 2.3) {
        const count = (width: number): number => Math.floor(to / width) - Math.floor(from / width) + 1;
        const width = bucketWidth(from, to, 50, null);
        expect(count(width)).toBeLessThanOrEqual(50);
        expect(count(width / 2)).toBeGreaterThan(50);
      }
    }
  });
});
