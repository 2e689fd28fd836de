import type { RunRow } from '../../shared/run.ts';

/** The metric whose value stands in a row's cell, where that is the run's own choice; null in all other columns. */
export function metricOfColumn(
  row: Pick<RunRow, 'primary_metric' | 'best_metric_name'>,
  column: string,
): string | null {
  if (column === 'primary_value') return row.primary_metric;
  return column === 'best_metric_value' ? row.best_metric_name : null;
}

/** The metric of most rows, which the column's head names: cells of others name theirs. Of equally many the first. */
export function commonMetric(rows: readonly RunRow[], column: string): string | null {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const metric = metricOfColumn(row, column);
    if (metric !== null) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  }
  let [most, found] = [0, null as string | null];
  for (const [metric, count] of counts) if (count > most) [most, found] = [count, metric];
  return found;
}

/** The different metrics of rows that have one, in their order. */
export function metricsOfColumn(rows: readonly RunRow[], column: string): string[] {
  return [...new Set(rows.map((row) => metricOfColumn(row, column)).filter((metric) => metric !== null))];
}
