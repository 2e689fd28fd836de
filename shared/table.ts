/** `GET /api/runs/{id}/metrics_step`: one row per step, ascending. A metric not logged at a step is absent from its row. */
export interface StepTable {
  /** `global_step` first, metrics in the order first seen, then `time`, `stage`. */
  columns: string[];
  rows: StepTableRow[];
  total: number;
  sampled: number;
  /** The earliest metric time of the run in Unix seconds: the zero of `time`; null when there is no point. */
  start_time: number | null;
  non_finite: [step: number, metric: string, value: 'NaN' | 'Infinity' | '-Infinity'][];
}

export interface StepTableRow {
  global_step: number;
  /** Seconds from `start_time`. */
  time?: number;
  stage?: string;
  [metric: string]: number | string | undefined;
}

/** `GET /api/runs/{id}/metrics`: one row per distinct time; every column in every row, null where nothing was logged. */
export interface TimeTable {
  /** `time` (seconds from `start_time`) first. */
  columns: string[];
  rows: Record<string, number | null>[];
  total: number;
  sampled: number;
  start_time: number | null;
  non_finite: [time: number, metric: string, value: 'NaN' | 'Infinity' | '-Infinity'][];
}
