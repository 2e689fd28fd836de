import { expect, test } from 'vitest';
import { bestEndOfColumn, judged } from './bestEndOfColumn.ts';

const RUN = {
  primary_metric: 'val/acc',
  primary_mode: 'min' as const,
  best_metric_name: 'score',
  best_metric_mode: 'min' as const,
};

test('of how much a metric spreads, and how often it was logged, no end is the best', () => {
  const ends = ['last', 'min', 'std', 'count'].map((statistic) => bestEndOfColumn(`${statistic}:train/loss`, RUN));
  expect(ends).toEqual(['min', 'min', null, null]);
  const columns = ['last:val/acc', 'max:test/acc', 'std:test/acc', 'config.acc', 'duration'];
  expect(columns.map((column) => bestEndOfColumn(column, RUN))).toEqual(['min', 'max', null, null, null]);
});

test('a difference is to the better or to the worse, or nobody knows', () => {
  expect([judged(1, 'max'), judged(-1, 'max'), judged(-0.1, 'min'), judged(2, 'min')]).toEqual([
    'better',
    'worse',
    'better',
    'worse',
  ]);
  expect([judged(0, 'max'), judged(1, null), judged(Number.NaN, 'min')]).toEqual(['', '', '']);
});
