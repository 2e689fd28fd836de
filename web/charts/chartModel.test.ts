import { describe, expect, test } from 'vitest';
import { chartLabel, chartModel, honestyText } from './chartModel.ts';
import { lineOf } from './testing/lineOf.ts';
import type { ChartView } from './types.ts';

const VIEW: ChartView = {
  x: 'step',
  smoothing: { kind: 'none' },
  zoom: null,
  logX: false,
  logY: false,
  outliers: true,
  y: [null, null],
  grouping: null,
};
const LOG_Y: ChartView = { ...VIEW, logY: true };
const PLOT = { width: 300, height: 180 };
const RUNS = [
  { id: 'a', name: 'first', color: '', dash: [], version: '1' },
  { id: 'b', name: 'second', color: '', dash: [], version: '1' },
];

describe('the model of a chart', () => {
  test('says of groups how many runs they are made of, and how', () => {
    const group = { centre: 'median', runs: 5, with_points: 4, ended_early: 1, bucket: 10 } as const;
    expect(honestyText([lineOf([1, 2, 3], { group })], null, VIEW)).toBe(
      '3 logged · medians of 4 runs in buckets · 1 ended early',
    );
    expect(honestyText([lineOf([1], { group: { ...group, centre: 'mean' } })], null, VIEW)).toContain(
      'means of 4 runs',
    );
  });

  test('spans all lines of all runs', () => {
    const lines = [lineOf([1, 2, 3]), lineOf([1, 2], { run: 'b', x_min: 10, x_max: 11 })];
    expect(chartModel(lines, VIEW, PLOT)?.x).toEqual([0, 11]);
  });

  test('gives a single point some room, and is nothing without any', () => {
    expect(chartModel([lineOf([7])], VIEW, PLOT)?.x).toEqual([-0.5, 0.5]);
    expect(chartModel([lineOf([])], VIEW, PLOT)).toBeNull();
    expect(chartModel([], { ...VIEW, zoom: [0, 1] }, PLOT)?.isEmpty).toBe(true);
  });

  test('has a logarithmic axis only where something is above 0', () => {
    expect(chartModel([lineOf([-1, 0, 5, 50])], { ...VIEW, logY: true }, PLOT)?.logY).toBe(true);
    const linear = chartModel([lineOf([-1, 0])], { ...VIEW, logY: true }, PLOT);
    expect(linear?.logY).toBe(false);
    expect(honestyText([lineOf([-1, 0])], linear, LOG_Y)).toContain('nothing above 0: linear');
  });

  test('lets no label stick out of the card', () => {
    const values = Array.from({ length: 1001 }, (_, index) => index);
    const { xTicks } = chartModel([lineOf(values, { x_min: 1_234_000, x_max: 1_235_000 })], VIEW, PLOT)!;
    expect(xTicks.values.length).toBe(xTicks.labels.length);
    expect(Math.max(...xTicks.values)).toBeLessThan(1_235_000);
  });
});

describe('a chart says', () => {
  test('how much was logged, and whether all of it is drawn', () => {
    expect(honestyText([lineOf([1, 2, 3])], null, VIEW)).toBe('3 logged · all drawn');
    const thinned = lineOf([1, 2, 3], { logged: 1_234_567, drawn: 3_992, method: 'm4' });
    expect(honestyText([thinned], null, VIEW)).toBe('1,234,567 logged · 3,992 drawn (M4)');
  });

  test('what is outside the range of y, without a place on it, or not finite', () => {
    const values = [...Array.from({ length: 60 }, (_, index) => 10 + Math.sin(index)), 5000, Number.NaN, Infinity];
    const lines = [lineOf(values)];
    expect(honestyText(lines, chartModel(lines, VIEW, PLOT), VIEW)).toBe(
      '63 logged · all drawn · 1 outside the y-range · 1 NaN · 1 ±Inf',
    );
    const negative = [lineOf([-1, 1, 10])];
    expect(honestyText(negative, chartModel(negative, { ...VIEW, logY: true }, PLOT), LOG_Y)).toContain(
      '1 not above 0',
    );
  });

  test('its metric, its runs and their last values to who cannot see it', () => {
    const lines = [lineOf([3, 0.12345]), lineOf([1, Number.NaN], { run: 'b' })];
    expect(chartLabel('loss', lines, RUNS)).toBe('Line chart of loss. Last values: first 0.1235, second NaN');
  });
});

test('columns wider than a pixel and runs whose lines are not there yet are said', () => {
  const text = honestyText([lineOf([1])], null, VIEW, { columnPixels: 4, toCome: 936 });
  expect(text).toBe('1 logged · all drawn · 936 runs to come · in columns of 4.0 px');
});

describe('a logarithmic x', () => {
  test('begins at the first x above 0, and its ticks are powers', () => {
    const model = chartModel([lineOf(Array.from({ length: 1001 }, (_, step) => step))], { ...VIEW, logX: true }, PLOT);
    expect([model?.logX, model?.x]).toEqual([true, [1, 1000]]);
    expect(model?.xTicks.values).toEqual([1, 10, 100, 1000]);
  });

  test('is linear where nothing stands above 0, and says so', () => {
    const lines = [lineOf([5])];
    const model = chartModel(lines, { ...VIEW, logX: true }, PLOT);
    expect(model?.logX).toBe(false);
    expect(honestyText(lines, model, { ...VIEW, logX: true })).toContain('no x above 0: linear');
  });
});

describe('ends of y that are held', () => {
  test('stay, the others follow, and what lies beyond is counted', () => {
    const model = chartModel([lineOf([1, 2, 3, 50])], { ...VIEW, y: [null, 10] }, PLOT);
    expect(model?.y[1]).toBe(10);
    expect(model?.y[0]).toBeLessThan(1);
    expect(model?.range.clippedAbove).toBe(1);
  });

  test('have no place on a log axis at or below 0, nor where they would turn it over', () => {
    expect(chartModel([lineOf([1, 2])], { ...LOG_Y, y: [-1, null] }, PLOT)?.y[0]).toBeGreaterThan(0);
    const [low, high] = chartModel([lineOf([1, 2])], { ...VIEW, y: [7, null] }, PLOT)?.y ?? [0, 0];
    expect(low).toBeLessThan(high);
  });
});
