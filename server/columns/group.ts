/**
 * A row group: the points of up to 960 lines (or 4 MiB) of one events file, as columns.
 * Where a group ends depends on the bytes alone, so the same file always gives the same groups, however it arrived.
 * 960, as a chunk with its leaves then fills one page of the index (`PAGE_BYTES`): who wants a piece of it reads that page.
 */
export const GROUP_LINES = 960;
export const GROUP_BYTES = 4 * 1024 * 1024;
/** A series with fewer points in a group is packed into the group's `rest`, so that a tiny series costs little more than its points. */
export const DENSE_POINTS = 16;
export const LEAF_POINTS = 64;

/** What is stored once per line that carried points. All arrays have `count` entries (or more: capacity). */
export interface GroupRows {
  count: number;
  /** Line within the group, 0-based. */
  line: Uint16Array;
  /** Step, or NaN where the line has none. */
  step: Float64Array;
  /** Wall clock, Unix seconds. */
  time: Float64Array;
  /** `ts` of the line, which orders files of one run. */
  ts: Float64Array;
  /** Index into `stages`; 0 is "no stage". */
  stage: Uint16Array;
  stages: string[];
  /** 1 where the line is a row of metrics_step: a `metrics` line, or a `metric` without labels on the default scale. */
  wide: Uint8Array;
  /** Rare things of a row: event id, coordinates, nanoseconds. */
  extras: Map<number, RowExtra>;
}

export interface RowExtra {
  event_id?: string;
  coords?: Record<string, number>;
  /** Nanoseconds as text: they do not fit a double. */
  time_ns?: string;
}

/** One series within a group: `count` values and the rows that they stand on, ascending. */
export interface GroupColumn {
  key: string;
  count: number;
  rows: Uint16Array;
  values: Float64Array;
}

export function emptyRows(capacity: number): GroupRows {
  return {
    count: 0,
    line: new Uint16Array(capacity),
    step: new Float64Array(capacity),
    time: new Float64Array(capacity),
    ts: new Float64Array(capacity),
    stage: new Uint16Array(capacity),
    stages: [''],
    wide: new Uint8Array(capacity),
    extras: new Map(),
  };
}
