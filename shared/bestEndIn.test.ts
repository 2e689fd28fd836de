import { expect, test } from 'vitest';
import { bestEndIn } from './bestEndIn.ts';

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
