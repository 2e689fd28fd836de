import { type BestEnd, bestEnd } from './bestEnd.ts';
import type { RunRow } from './run.ts';

/** What a run says of its best. */
export type SaidBest = Pick<RunRow, 'primary_metric' | 'primary_mode' | 'best_metric_name' | 'best_metric_mode'>;
/** Metrics whose best end is said, and which it is; the first word on a metric holds. */
export type SaidEnds = readonly (readonly [metric: string, end: BestEnd])[];

/** Which end of a metric is its best in a run: as people said, else as the run declares, else by its name. */
export function bestEndIn(metric: string, run: SaidBest): BestEnd {
  return bestEndAmong(metric, saidEnds(run));
}

/** Which end of a metric is its best where these are said: else it is by its name. */
export function bestEndAmong(metric: string, ends: SaidEnds): BestEnd {
  const said = ends.find(([name]) => name === metric);
  return said === undefined ? bestEnd(metric) : said[1];
}

/** What is said of metrics beside their names. */
export function saidEnds(run: SaidBest): SaidEnds {
  const { primary_metric, primary_mode, best_metric_name, best_metric_mode } = run;
  return [
    ...(primary_metric === null ? [] : [[primary_metric, primary_mode] as const]),
    ...(best_metric_name === null || best_metric_mode === null ? [] : [[best_metric_name, best_metric_mode] as const]),
  ];
}
