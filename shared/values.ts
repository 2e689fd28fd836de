/** What may be asked of a metric of many runs at once. All are over the finite values of the current view; `count` counts every point. */
export const STATISTICS = ['last', 'first', 'min', 'max', 'mean', 'std', 'count'] as const;
export type StatisticName = (typeof STATISTICS)[number];

/** A column of values: a statistic and the metric that it is of, written `last:val/acc`. */
export interface ValueColumn {
  statistic: StatisticName;
  metric: string;
}

/** `GET /api/values`. */
export interface RunValues {
  columns: string[];
  rows: RunValuesRow[];
}

export interface RunValuesRow {
  id: string;
  path: string;
  /** The run's version that the values belong to. */
  version: string;
  /** One a column; null where the run has no such metric or nothing finite in it. */
  values: (number | null)[];
}

/** `GET /api/metrics`: a metric, and how many runs logged it. */
export interface MetricName {
  name: string;
  runs: number;
}

/** `POST /api/logged_metrics`: a metric on a scale, and how many of the runs that were asked about logged it. */
export interface LoggedMetric extends MetricName {
  scale: string;
  /** What stands before the last "/" of the name. */
  group: string;
}

/** null where the text is no such column. */
export function parseValueColumn(text: string): ValueColumn | null {
  const colon = text.indexOf(':');
  const statistic = STATISTICS.find((name) => name === text.slice(0, Math.max(0, colon)));
  const metric = text.slice(colon + 1);
  return statistic === undefined || metric === '' ? null : { statistic, metric };
}
