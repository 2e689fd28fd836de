import { expect, test } from 'vitest';
import type { MetricInfo } from '../../shared/run.ts';
import { metricCell, sortMetrics } from './metricColumns.ts';

const RUN = {
  primary_metric: null,
  primary_mode: null,
  best_metric_name: 'score',
  best_metric_mode: 'min' as const,
};

function metric(name: string, more: Partial<MetricInfo> = {}): MetricInfo {
  return { name, min: 1, max: 9, last: 5, nan: 0, pos_inf: 0, neg_inf: 0, ...more } as MetricInfo;
}

test('the best is the minimum of a loss, the maximum of a score, what the run declares, and of others nothing', () => {
  expect(metricCell(metric('train/loss'), 'best', RUN)).toBe(1);
  expect(metricCell(metric('score'), 'best', RUN)).toBe(1);
  expect(metricCell(metric('lr'), 'best', RUN)).toBeNull();
  expect(metricCell(metric('val/acc'), 'best', RUN)).toBe(9);
  expect(metricCell(metric('a', { nan: 2, neg_inf: 1 }), 'non_finite', RUN)).toBe(3);
});

test('what is missing goes last in either direction, equals go by name', () => {
  const metrics = [metric('b', { last: 2 }), metric('c', { last: null }), metric('a', { last: 2 }), metric('d')];
  const names = (down: boolean): string[] => sortMetrics(metrics, { by: 'last', down }, RUN).map(({ name }) => name);
  expect(names(false)).toEqual(['a', 'b', 'd', 'c']);
  expect(names(true)).toEqual(['d', 'a', 'b', 'c']);
});
