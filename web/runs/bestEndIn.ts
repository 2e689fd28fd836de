import { bestEnd } from '../../shared/bestEnd.ts';
import type { RunRow } from '../../shared/run.ts';
import type { RunStyle } from '../charts/types.ts';

type End = 'min' | 'max' | null;
export type SaidBest = Pick<RunRow, 'primary_metric' | 'primary_mode' | 'best_metric_name' | 'best_metric_mode'>;

/** Which end of a metric is its best in a run: as people said, else as the run declares, else by its name; null where none says. */
export function bestEndIn(metric: string, run: SaidBest): End {
  const said = saidEnds(run).find(([name]) => name === metric);
  return said === undefined ? bestEnd(metric) : said[1];
}

/** What is said of metrics beside their names. */
export function saidEnds(run: SaidBest): NonNullable<RunStyle['bestEnds']> {
  const { primary_metric, primary_mode, best_metric_name, best_metric_mode } = run;
  return [
    ...(primary_metric === null ? [] : [[primary_metric, primary_mode] as const]),
    ...(best_metric_name === null || best_metric_mode === null ? [] : [[best_metric_name, best_metric_mode] as const]),
  ];
}

/** Statistics that are values of their metric: of these the best end is the metric's. */
const VALUES: ReadonlySet<string> = new Set(['last', 'first', 'min', 'max', 'mean']);

/** Which end is the best of a statistic over a metric. */
export function bestEndOfStatistic(statistic: string, metric: string, run: SaidBest): End {
  return VALUES.has(statistic) ? bestEndIn(metric, run) : null;
}

/** Whether a difference is one to the better; '' where nobody says which end is, and where nothing differs. */
export function judged(difference: number, end: End): 'better' | 'worse' | '' {
  if (end === null || !(difference < 0 || difference > 0)) return '';
  return difference > 0 === (end === 'max') ? 'better' : 'worse';
}
