import type { MetricInfo } from '../../shared/run.ts';

/** Points of all series of a run together. written = current + superseded, current = finite + nan + infinite. */
export interface PointTotals {
  written: number;
  current: number;
  superseded: number;
  finite: number;
  nan: number;
  infinite: number;
}

export function pointTotals(metrics: readonly MetricInfo[]): PointTotals {
  const sum = (count: (metric: MetricInfo) => number): number => metrics.reduce((total, one) => total + count(one), 0);
  const written = sum((metric) => metric.raw_count);
  const current = sum((metric) => metric.count);
  return {
    written,
    current,
    superseded: written - current,
    finite: sum((metric) => metric.finite),
    nan: sum((metric) => metric.nan),
    infinite: sum((metric) => metric.pos_inf + metric.neg_inf),
  };
}
