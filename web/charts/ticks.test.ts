import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distanceX, fullX, logTicks, numberTicks, xTicks } from './ticks.ts';

describe('ticks of y', () => {
  test.each([
    [0, 1, ['0', '0.5', '1.0']],
    [0.2, 0.9, ['0.25', '0.50', '0.75']],
    [-3, 5, ['0', '5']],
    [-0.3, 0.4, ['−0.25', '0', '0.25']],
    [0, 12_000, ['0', '5,000', '10,000']],
    [0, 2.4e6, ['0', '1e6', '2e6']],
    [0, 4e-5, ['0', '20e−6', '40e−6']],
    [0, 1.2e32, ['0', '5e31', '1e32']],
    [-5e-20, 0, ['−4e−20', '−2e−20', '0']],
    [0.9991, 0.9997, ['0.9992', '0.9994', '0.9996']],
  ])('of %d … %d are round and told apart', (low, high, labels) => {
    expect(numberTicks(low, high, 3).labels).toEqual(labels);
  });

  test('name a base where labels in full would be too long', () => {
    const { values, labels, base } = numberTicks(0.99991234, 0.99991239, 3);
    expect(base).toBe('0.99991234');
    expect(labels).toEqual(['+0', '+20e−9', '+40e−9']);
    expect(values[1]).toBeCloseTo(0.99991236, 12);
  });

  test('lie within the range, ascend, and carry labels that differ', () => {
    const end = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(end, fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (low, width) => {
        const span = Math.max(width, Math.abs(low) * 1e-8);
        const { values, labels } = numberTicks(low, low + span, 3);
        expect(values.length).toBeLessThanOrEqual(6);
        expect(values.every((value) => value >= low - span * 1e-6 && value <= low + span * (1 + 1e-6))).toBe(true);
        expect(values).toEqual(values.toSorted((a, b) => a - b));
        expect(new Set(labels).size).toBe(labels.length);
      }),
    );
  });

  test('are powers of ten on a log axis, and 1, 2, 5 where it is short', () => {
    expect(logTicks(1e-5, 1, 3).labels).toEqual(['1e−4', '0.01', '1']);
    expect(logTicks(0.15, 4, 3).labels).toEqual(['0.2', '0.5', '1', '2']);
    expect(logTicks(0.41, 0.44, 3).values.length).toBeGreaterThan(1);
  });
});

describe('ticks of x', () => {
  test('are whole steps, with k and M where they stay exact', () => {
    expect(xTicks('step', 0, 99, 4).labels).toEqual(['0', '25', '50', '75']);
    expect(xTicks('step', 0, 60_000, 4).labels).toEqual(['0', '20k', '40k', '60k']);
    expect(xTicks('step', 0, 2_500_000, 4).labels).toEqual(['0', '1M', '2M']);
    expect(xTicks('step', 1_234_567, 1_234_571, 4).labels).toEqual([
      '1,234,567',
      '1,234,568',
      '1,234,569',
      '1,234,570',
      '1,234,571',
    ]);
    expect(xTicks('step', 3, 4, 4).values).toEqual([3, 4]);
  });

  test('are durations from the start', () => {
    expect(xTicks('relative', 0, 100, 4).labels).toEqual(['0', '30 s', '60 s', '90 s']);
    expect(xTicks('relative', 0, 1.5, 4).labels).toEqual(['0', '0.5 s', '1.0 s', '1.5 s']);
    expect(xTicks('relative', 0, 3600, 4).labels).toEqual(['0', '15 min', '30 min', '45 min', '60 min']);
    expect(xTicks('relative', 0, 90_000, 4).labels).toEqual(['0', '12 h', '24 h']);
  });

  test('are times of the day in the reader’s own zone, and dates over days', () => {
    const noon = new Date(2026, 10, 21, 12, 0, 0).getTime() / 1000;
    expect(xTicks('wall', noon, noon + 7200, 4).labels).toEqual(['12:00', '12:30', '13:00', '13:30', '14:00']);
    expect(xTicks('wall', noon, noon + 4, 4).labels[1]).toBe('12:00:01');
    expect(xTicks('wall', noon, noon + 0.4, 4).labels[1]).toBe('12:00:00.1');
    expect(xTicks('wall', noon, noon + 86_400, 4).labels).toContain('22 Nov');
  });
});

test('the pointer’s place is told in full', () => {
  expect(fullX('step', 41_232)).toBe('step 41,232');
  expect(fullX('relative', 3723.4)).toBe('1 h 02 min 3.4 s');
  expect(fullX('relative', 0.25)).toBe('0.25 s');
  const time = new Date(2026, 10, 21, 18, 42, 53, 120).getTime() / 1000;
  expect(fullX('wall', time)).toBe('2026-11-21 18:42:53.120');
});

test('a distance is told with its sign', () => {
  expect(distanceX('step', 2)).toBe('+2');
  expect(distanceX('wall', -7.4)).toBe('−7.4 s');
  expect(distanceX('relative', 62)).toBe('+1 min 02 s');
});
