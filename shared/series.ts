import type { CoordsFilter } from './coords.ts';
import type { Centre } from './groups.ts';

/**
 * What travels between the series route and a chart.
 *
 * The answer is an Arrow IPC stream (or JSON columns of the same names) with one row per point that a chart needs,
 * ordered by (series, part, x):
 *
 *   series uint32    index into `SeriesHead.series`
 *   part   uint8     0 raw, 1 smooth
 *   x, y   float64   y is 0 where flag is not 0
 *   flag   uint8     0 finite, 1 NaN, 2 +Infinity, 4 -Infinity
 *
 * and, as schema metadata "stepwell", the JSON of `SeriesHead`.
 */

/**
 * step: global step. relative: seconds since the run's first point. wall: Unix seconds. relstep: steps since the run's first.
 * metric:<name>: the value of another metric of the run at the same step; points stand in the order of that value.
 */
export type XAxis = OwnAxis | MetricAxis;
/** The axes that every point has of itself. */
export type OwnAxis = 'step' | 'relative' | 'wall' | 'relstep';
export type MetricAxis = `metric:${string}`;

const METRIC = 'metric:';

export function isMetricAxis(axis: string): axis is MetricAxis {
  return axis.startsWith(METRIC) && axis.length > METRIC.length;
}

/** The metric that stands on the x axis, or null where none does. */
export function axisMetric(axis: XAxis): string | null {
  return isMetricAxis(axis) ? axis.slice(METRIC.length) : null;
}

/** How a line is smoothed. Formulas: docs/decisions/0003-smoothing.md. */
export type Smoothing =
  | { kind: 'none' }
  /** Debiased time-weighted EMA, weight in [0, 0.999]. */
  | { kind: 'ema'; weight: number }
  /** Gaussian with sigma in points, looking both ways. */
  | { kind: 'gaussian'; sigma: number }
  /** Centred running mean over `window` points. */
  | { kind: 'running'; window: number };

export interface SeriesRequest {
  /** Ids (or path/id) of runs, at most 1,000. */
  runs: string[];
  /** Names of metrics, at most 200. */
  metrics: string[];
  x: XAxis;
  /** Inclusive range of x; null is open. */
  from: number | null;
  to: number | null;
  /** Device pixels across the plot area, 16 … 8,192: the number of M4 columns. */
  width: number;
  smoothing: Smoothing;
  /** Pixel columns of a logarithmic x axis; points that are not above 0 have no place on it. */
  log_x?: boolean;
  /** Only points with these coordinates. */
  coords?: CoordsFilter | null;
  /** Run versions that the caller holds: runs that are still at theirs are left out and named in `unchanged`. */
  since: Record<string, string>;
}

export interface SeriesHead {
  series: SeriesMeta[];
  /** Runs left out because the caller has them. */
  unchanged: string[];
  /** Ids asked for that are not there. */
  missing: string[];
  /** Bytes of these runs not yet indexed: 0 means that the answer is complete. */
  pending_bytes: number;
}

export interface SeriesMeta {
  /** As it was asked for. */
  run: string;
  metric: string;
  scale: string;
  labels: Record<string, string>;
  version: string;
  /** Rows of the raw part: [offset, offset + length) of the columns. */
  offset: number;
  length: number;
  /** Rows of the smooth part; length 0 when no smoothing was asked for. */
  smooth_offset: number;
  smooth_length: number;
  /** Points of the current view in the asked range (finite or not) … */
  logged: number;
  /** … and how many of them are in the raw part. */
  drawn: number;
  /** raw: every point is there. m4: first, last, min, max of every pixel column. buckets: statistics of a group (shared/groups.ts). */
  method: 'raw' | 'm4' | 'buckets';
  /** Points of the current view that have no place on the x axis: no value to stand at, or not above 0 on a log axis. */
  without_x: number;
  /** What the run's own axes are counted from: Unix seconds; the step only where x is relstep, else 0. */
  zero_time: number;
  zero_step: number;
  /** Where this is a group of runs. */
  group: GroupFacts | null;
  /** Over which points smoothing ran. */
  smoothed_over: 'points' | 'leaf means' | null;
  nan: number;
  pos_inf: number;
  neg_inf: number;
  /** Extent of the whole series, before from/to. null when it has no point on this axis. */
  x_min: number | null;
  x_max: number | null;
  /** Finite minimum and maximum in the asked range. */
  y_min: number | null;
  y_max: number | null;
  /** x of the finite minimum and maximum in the asked range. */
  x_of_min: number | null;
  x_of_max: number | null;
  /** 1st, 25th, 75th and 99th percentile of y over the drawn points: for the outlier guard. null under 20 points. */
  quantiles: [number, number, number, number] | null;
  /** Where the stage changes: x of the first row of each stage, ascending, at most 200. */
  stages: { x: number; stage: string }[];
  /** x of the first NaN of the series, in the range or not. */
  first_nan_x: number | null;
}

export interface GroupFacts {
  /** What the line is of its runs: their mean or their median. */
  centre: Centre;
  /** Runs of the group, and how many of them have a finite point in the range. */
  runs: number;
  with_points: number;
  /** Runs that end before the group does: from there on the line stands for fewer runs. */
  ended_early: number;
  /** Width of a bucket on the x axis (in octaves where that is logarithmic); buckets begin at multiples of it. */
  bucket: number;
}
