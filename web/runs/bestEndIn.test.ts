import { expect, test } from 'vitest';
import { bestEndIn, bestEndOfStatistic, judged } from './bestEndIn.ts';

const RUN = {
  primary_metric: 'val/acc',
  primary_mode: 'min' as const,
  best_metric_name: 'score',
  best_metric_mode: 'min' as const,
};

test('the best end is what people said, what the run declares, else what the name says', () => {
  const ends = ['val/acc', 'score', 'train/loss', 'test/acc', 'lr'].map((metric) => bestEndIn(metric, RUN));
  expect(ends).toEqual(['min', 'min', 'min', 'max', null]);
  expect(bestEndIn('score', { ...RUN, best_metric_mode: null })).toBe('max');
});

test('of how much a metric spreads, and how often it was logged, no end is the best', () => {
  const ends = ['last', 'min', 'std', 'count'].map((statistic) => bestEndOfStatistic(statistic, 'train/loss', RUN));
  expect(ends).toEqual(['min', 'min', null, null]);
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
