import type { RawRow } from '../../shared/rawRow.ts';
import type { MetricInfo } from '../../shared/run.ts';

/** What is asked about metrics, and the rows that come. Source of names: Pluto's query module. */

const DEFAULT_SCALE = 'ML_STEP';

/** An id, the number in the project, or the display id ("MMP-42"). */
export type RunId = string | number;
/** null: of all projects; then an id that several runs bear is an error with status 409 whose `candidates` are they. */
export type Project = string | null;

export interface RawMetricsOptions {
  runId: RunId;
  metricName: string;
  /** Inclusive. */
  stepMin?: number | undefined;
  stepMax?: number | undefined;
  limit?: number | undefined;
}

export type { RawRow };

export interface MetricsOptions {
  runId: RunId;
  /** All without it. */
  metricNames?: readonly string[] | undefined;
  /** Most points of each series. */
  limit?: number | undefined;
  /** Inclusive. */
  stepMin?: number | undefined;
  stepMax?: number | undefined;
}

export interface MetricRow {
  metric: string;
  step: number | null;
  /** Non-finite ones too. */
  value: number;
  /** Unix milliseconds. */
  time: number | null;
  scale: string;
  labels: Record<string, string>;
}

/** Over the finite values of the points that stand; null where there is none. `argmin` and `argmax` are steps. */
export interface StatisticsRow {
  metric: string;
  logGroup: string;
  scale: string;
  labels: Record<string, string>;
  count: number;
  finite: number;
  nan: number;
  pos_inf: number;
  neg_inf: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  /** Of the population. */
  stddev: number | null;
  first: number | null;
  last: number | null;
  argmin: number | null;
  argmax: number | null;
}

export interface MetricNamesOptions {
  /** All runs of the project without it. */
  runIds?: readonly RunId[] | undefined;
  /** Keeps the names that hold the text, whatever the case. */
  search?: string | undefined;
  /** 500 by default. */
  limit?: number | undefined;
}

/** A row from a line of the export. */
export function metricRow(line: {
  metric: string;
  step: number | null;
  value: number | string;
  time: number | null;
  scale?: string;
  labels?: Record<string, string>;
}): MetricRow {
  const { metric, step, value, time, scale = DEFAULT_SCALE, labels = {} } = line;
  return { metric, step, value: Number(value), time: time === null ? null : Math.round(time * 1000), scale, labels };
}

/** The first rows of each series, and the metrics that have more. */
export class FirstOfEach {
  readonly rows: MetricRow[] = [];
  readonly cut = new Set<string>();
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  add(row: MetricRow): void {
    const key = JSON.stringify([row.metric, row.scale, Object.entries(row.labels).sort()]);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count <= this.#most) this.rows.push(row);
    else this.cut.add(row.metric);
  }
}

export function statisticsRow(info: MetricInfo): StatisticsRow {
  const { name, group, scale, labels, count, finite, nan, pos_inf, neg_inf, min, max, mean, std } = info;
  const { first, last, argmin, argmax } = info;
  const named = { metric: name, logGroup: group, scale, labels };
  return { ...named, count, finite, nan, pos_inf, neg_inf, min, max, mean, stddev: std, first, last, argmin, argmax };
}
