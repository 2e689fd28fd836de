import type { CoordsFilter } from '../../shared/coords.ts';
import type { RawRow } from '../../shared/rawRow.ts';
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
