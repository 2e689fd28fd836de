import type { NumberText } from './run.ts';

/** `GET /api/runs/{id}/writes`: every write of one series, in the order of writing. */
export interface WritesAnswer {
  rows: WriteRow[];
  /** Writes that fit the question, before offset and limit. */
  total: number;
}

export interface WriteRow {
  /** Place among all writes of the series, from 0. */
  seq: number;
  step: number | null;
  /** Unix seconds. */
  time: number | null;
  /** Nanoseconds as written, as text: they do not fit a number. */
  time_ns: string | null;
  /** Clock of the line, by which the files of a run are put in order. */
  ts: number | null;
  value: NumberText;
  /** Events file that holds it. */
  file: string;
  stage: string | null;
  event_id: string | null;
  coords: Record<string, number> | null;
  /** Whether this is the write that stands: the last one of its step. What has no step stands always. */
  current: boolean;
}
