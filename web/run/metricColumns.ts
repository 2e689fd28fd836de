import { bestEndIn, type SaidBest } from '../../shared/bestEndIn.ts';
import type { MetricInfo } from '../../shared/run.ts';

/** What a table of metrics shows of each: the words of its columns, in their order. */
export const METRIC_COLUMNS = [
  'name',
  'last',
  'best',
  'min',
  'max',
  'mean',
  'std',
  'count',
  'raw_count',
  'non_finite',
  'last_step',
] as const;
export type MetricColumn = (typeof METRIC_COLUMNS)[number];

export const METRIC_HEADS: Record<MetricColumn, string> = {
  name: 'metric',
  last: 'last',
  best: 'best',
  min: 'min',
  max: 'max',
  mean: 'mean',
  std: 'std',
  count: 'points',
  raw_count: 'written',
  non_finite: 'NaN, ±Inf',
  last_step: 'last step',
};

export interface MetricSort {
  by: MetricColumn;
  down: boolean;
}

/** A cell as it is sorted by; null is nothing to show. */
export function metricCell(metric: MetricInfo, column: MetricColumn, run: SaidBest): string | number | null {
  switch (column) {
    case 'best': {
      const end = bestEndIn(metric.name, run);
      return end === null ? null : metric[end];
    }
    case 'non_finite':
      return metric.nan + metric.pos_inf + metric.neg_inf;
    default:
      return metric[column];
  }
}

/** Sorted by a column, then by name; what is missing goes last, whichever the direction. */
export function sortMetrics(metrics: readonly MetricInfo[], { by, down }: MetricSort, run: SaidBest): MetricInfo[] {
  const keyed = metrics.map((metric) => ({ metric, key: metricCell(metric, by, run) }));
  keyed.sort((a, b) => compare(a.key, b.key, down) || compare(a.metric.name, b.metric.name, false));
  return keyed.map(({ metric }) => metric);
}

function compare(a: string | number | null, b: string | number | null, down: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = a < b ? -1 : a > b ? 1 : 0;
  return down ? -order : order;
}
