import type { SeriesRequest } from './series.ts';

/** What stands for a group in a bucket: the mean or the median of its runs' bucket means. */
export type Centre = 'mean' | 'median';

/** How far the group spreads: sample standard deviation, standard error, 95 % interval of the mean (Student's t), or all of it. */
export type Spread = 'std' | 'stderr' | 'ci95' | 'minmax';

/**
 * `POST /api/group_series`: lines of groups of runs. The answer has the shape of the series route's (shared/series.ts) with a group in the place
 * of a run, and three columns more: low and high (float64), the band around y, and n (uint32), the runs in the bucket.
 * The smooth part holds the same statistics of the runs' smoothed lines. A band of one run has no width: nothing is known
 * of its spread. How it is computed: docs/decisions/0007-groups.md.
 */
export interface GroupRequest extends Omit<SeriesRequest, 'runs' | 'since'> {
  groups: SeriesGroup[];
  centre: Centre;
  spread: Spread;
}

export interface SeriesGroup {
  /** Stands in the place of `SeriesMeta.run`. */
  key: string;
  runs: string[];
}
