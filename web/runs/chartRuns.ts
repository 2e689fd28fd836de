import { saidEnds } from '../../shared/bestEndIn.ts';
import type { RunRow } from '../../shared/run.ts';
import { runStyle } from '../charts/runColor.ts';
import type { ChartRun } from '../charts/types.ts';

/** A run as charts draw it: the colour of its number, whatever is filtered. */
export function toChartRun(row: RunRow, name: string): ChartRun {
  const { index, dash } = runStyle(row.number);
  return {
    id: row.ref,
    name,
    color: `var(--run-${index})`,
    dash,
    version: row.version,
    annotated: row.annotations,
    metrics: row.metrics,
    bestEnds: saidEnds(row),
  };
}
