import { expect, test } from 'vitest';
import { commonMetric, metricOfColumn, metricsOfColumn } from './metricOfColumn.ts';
import { rowOf } from './testing/rowOf.ts';

const rows = [
  rowOf('a', { primary_metric: null }),
  rowOf('b', { primary_metric: 'loss', best_metric_name: 'f1' }),
  rowOf('c', { primary_metric: 'val/acc' }),
  rowOf('d', { primary_metric: 'val/acc' }),
];

test('the head of a column names the metric of most runs, and any run can tell its own', () => {
  expect(commonMetric(rows, 'primary_value')).toBe('val/acc');
  expect(commonMetric(rows.slice(0, 3), 'primary_value')).toBe('loss');
  expect(commonMetric(rows.slice(0, 1), 'primary_value')).toBeNull();
  expect(commonMetric(rows, 'best_metric_value')).toBe('f1');
  expect(rows.map((row) => metricOfColumn(row, 'primary_value'))).toEqual([null, 'loss', 'val/acc', 'val/acc']);
  expect(metricOfColumn(rows[1] as (typeof rows)[number], 'points')).toBeNull();
});

test('runs of several metrics are told apart, so that nobody takes a mean of them', () => {
  expect(metricsOfColumn(rows, 'primary_value')).toEqual(['loss', 'val/acc']);
  expect(metricsOfColumn(rows, 'points')).toEqual([]);
});
