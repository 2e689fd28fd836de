import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PointColumns } from './m4.ts';
import { runningMean } from './runningMean.ts';
import type { Smoothing } from './series.ts';
import { gaussianStairs, smooth, VIEWPORT_SCALE } from './smooth.ts';

interface Row {
  x: number;
  y: number;
  flag: number;
  weight: number;
}

type Kernel = (distance: number) => number;

const row = fc.record({
  x: fc.double({ min: 0, max: 1000, noNaN: true }),
  y: fc.double({ min: -50, max: 50, noNaN: true }),
  flag: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2, 4),
  weight: fc.integer({ min: 1, max: 64 }),
});
const rows = fc
  .array(row, { maxLength: 150 })
  .map((list) => list.map((each) => ({ ...each, y: each.flag === 0 ? each.y : 0 })).sort((a, b) => a.x - b.x));
const smoothings: fc.Arbitrary<Smoothing> = fc.oneof(
  fc.record({ kind: fc.constant('ema' as const), weight: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
  fc.record({ kind: fc.constant('gaussian' as const), sigma: fc.double({ min: 0.2, max: 60, noNaN: true }) }),
  fc.record({ kind: fc.constant('running' as const), window: fc.integer({ min: 1, max: 200 }) }),
);
const anyConstant = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const RANGE = [-10, 1010] as const;

function columnsOf(list: Row[]): PointColumns {
  return {
    x: Float64Array.from(list, ({ x }) => x),
    y: Float64Array.from(list, ({ y }) => y),
    flag: Uint8Array.from(list, ({ flag }) => flag),
  };
}

const weightsOf = (list: Row[]) => Float64Array.from(list, ({ weight }) => weight);
const ones = (list: Row[]) => list.map((each) => ({ ...each, weight: 1 }));

/** Every smoothing is a weighted mean; here it is computed as one, point by point. */
function naive(list: Row[], smoothing: Smoothing): number[] {
  const finite = list.filter(({ flag }) => flag === 0);
  return list.map((here) => {
    const at = finite.indexOf(here);
    if (at < 0 || smoothing.kind === 'none') return here.y;
    let sum = 0;
    let total = 0;
    finite.forEach((other, index) => {
      const share = other.weight * share1(smoothing, here, other, index - at);
      sum += share * other.y;
      total += share;
    });
    return sum / total;
  });
}

function share1(smoothing: Smoothing, here: Row, other: Row, distance: number): number {
  if (smoothing.kind === 'ema') {
    const passed = ((here.x - other.x) / (RANGE[1] - RANGE[0])) * VIEWPORT_SCALE;
    if (smoothing.weight === 0) return distance === 0 ? 1 : 0;
    return distance > 0 ? 0 : smoothing.weight ** passed;
  }
  if (smoothing.kind === 'gaussian') return gaussianShare(smoothing.sigma)(Math.abs(distance));
  if (smoothing.kind === 'none') return distance === 0 ? 1 : 0;
  const before = Math.floor(smoothing.window / 2);
  return distance >= -before && distance < smoothing.window - before ? 1 : 0;
}

function gaussianShare(sigma: number): Kernel {
  const radius = Math.ceil(3 * sigma);
  if (radius <= 64) return (distance) => (distance <= radius ? Math.exp(-0.5 * (distance / sigma) ** 2) : 0);
  const stairs = gaussianStairs(sigma, radius);
  return (distance) => stairs.reduce((sum, stair) => sum + (distance <= stair.radius ? stair.rise : 0), 0);
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, scale: number): void {
  expect(actual.length).toBe(expected.length);
  for (let index = 0; index < expected.length; index++) {
    expect(Math.abs(actual[index]! - expected[index]!)).toBeLessThanOrEqual(1e-12 * scale);
  }
}

describe('smooth', () => {
  test('equals the weighted mean of the formulas, non-finite points left out', () => {
    fc.assert(
      fc.property(rows, smoothings, (list, smoothing) => {
        expectClose(smooth(columnsOf(list), smoothing, RANGE), naive(ones(list), smoothing), 50);
      }),
      { numRuns: 400 },
    );
  });

  test('counts a leaf mean as the points that it stands for', () => {
    fc.assert(
      fc.property(rows, smoothings, (list, smoothing) => {
        if (smoothing.kind === 'ema' && smoothing.weight === 0) return;
        expectClose(smooth(columnsOf(list), smoothing, RANGE, weightsOf(list)), naive(list, smoothing), 50);
      }),
      { numRuns: 400 },
    );
  });

  test('leaves a constant exactly as it is', () => {
    fc.assert(
      fc.property(rows, smoothings, anyConstant, (list, smoothing, constant) => {
        const same = list.map((each) => ({ ...each, y: each.flag === 0 ? constant : 0 }));
        const points = columnsOf(same);
        expect(smooth(points, smoothing, RANGE)).toEqual(points.y);
        expect(smooth(points, smoothing, RANGE, weightsOf(list))).toEqual(points.y);
      }),
    );
  });

  test('forgets a spike that is out of reach, however great', () => {
    const y = Float64Array.from({ length: 2000 }, (_, index) => (index === 300 ? 1e300 : Math.sin(index)));
    const calm = y.map((value) => (value > 2 ? 0 : value));
    const mean = runningMean(y, 50, 49).mean;
    expectClose(mean.slice(360), runningMean(calm, 50, 49).mean.slice(360), 1);
    const points = (values: Float64Array) => ({ x: values, y: values, flag: new Uint8Array(values.length) });
    const wide: Smoothing = { kind: 'gaussian', sigma: 100 };
    expectClose(smooth(points(y), wide, [0, 1]).slice(650), smooth(points(calm), wide, [0, 1]).slice(650), 1);
  });

  test('stays finite at the greatest doubles', () => {
    const y = Float64Array.of(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE);
    const points = { x: Float64Array.of(0, 1, 2, 3), y, flag: new Uint8Array(4) };
    const all: Smoothing[] = [
      { kind: 'ema', weight: 0.9 },
      { kind: 'gaussian', sigma: 2 },
      { kind: 'gaussian', sigma: 40 },
      { kind: 'running', window: 3 },
    ];
    for (const smoothing of all) {
      expect(smooth(points, smoothing, [0, 3]).every(Number.isFinite), smoothing.kind).toBe(true);
    }
  });

  test('does not depend on how densely the same curve was logged', () => {
    const curve = (count: number): PointColumns => ({
      x: Float64Array.from({ length: count }, (_, index) => index / (count - 1)),
      y: Float64Array.from({ length: count }, (_, index) => Math.sin((6 * index) / (count - 1))),
      flag: new Uint8Array(count),
    });
    const ema: Smoothing = { kind: 'ema', weight: 0.99 };
    const sparse = smooth(curve(10_001), ema, [0, 1]);
    const dense = smooth(curve(100_001), ema, [0, 1]);
    for (let index = 1000; index <= 10_000; index += 1000) expect(dense[index * 10]).toBeCloseTo(sparse[index]!, 3);
  });

  test('does not touch its input', () => {
    const points = columnsOf([{ x: 0, y: 1, flag: 0, weight: 1 }]);
    smooth(points, { kind: 'none' }, [0, 1])[0] = 7;
    expect(points.y[0]).toBe(1);
  });
});

test('the staircase of a wide Gaussian follows it within six per cent of its top', () => {
  const sigma = 400;
  const stairs = gaussianStairs(sigma, 1200);
  for (let distance = 0; distance <= 1200; distance++) {
    const stair = stairs.reduce((sum, each) => sum + (distance <= each.radius ? each.rise : 0), 0);
    expect(Math.abs(stair - Math.exp(-0.5 * (distance / sigma) ** 2))).toBeLessThan(0.06);
  }
});
