import type { CoordsFilter } from '../../shared/coords.ts';
import type { WritesAnswer } from '../../shared/writes.ts';
import type { Answer } from './api.ts';

export interface RawQuestions {
  rawMetrics(query: RawQuery): Promise<Answer<RawAnswer>>;
  /** What was written to one series, and which write of a step stands. */
  writes(ref: string, query: WritesQuery): Promise<Answer<WritesAnswer>>;
}

export interface WritesQuery {
  metric: string;
  scale: string;
  /** All labels of the series. */
  labels: Record<string, string>;
  /** null: all steps, and what has none. */
  step: number | null;
  offset: number;
  limit: number;
}

export interface RawQuery {
  /** An id, a number or a display id. */
  runId: string;
  projectName: string | null;
  logName: string;
  /** Inclusive. */
  stepMin: number | null;
  stepMax: number | null;
  coords: CoordsFilter | null;
  limit: number;
}

export interface RawAnswer {
  rows: RawRow[];
  /** Whether there are more rows than the limit. */
  truncated: boolean;
}

/** One write of one metric. Where a flag is set (1 NaN, 2 +Infinity, 4 -Infinity) the value is 0. */
export interface RawRow {
  logGroup: string;
  step: number | null;
  /** Unix milliseconds. */
  time: number | null;
  value: number;
  nonFiniteFlags: number;
  /** Order of writing within its series. */
  seq: number;
  /** null where none was said. */
  stage: string | null;
  labels: Record<string, string>;
  scale?: string;
  coords?: Record<string, number>;
}
