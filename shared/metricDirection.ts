import type { BestEnd } from './bestEnd.ts';

/** What people say of a metric in the runs of a project. */
export interface MetricDirection {
  project: string;
  metric: string;
  /** Which end is the best; null takes back what was said. */
  mode: BestEnd;
}
