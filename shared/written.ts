import type { NumberText } from './run.ts';

/** `GET /api/runs/{id}/written`: what was logged, line by line, in the order of writing. */
export interface Written {
  rows: WrittenRow[];
  /** Ask with `after=` it for what came since. Opaque. */
  position: string;
  /** Whether there is more behind these rows already. */
  more: boolean;
}

/** The metrics of one line of an events file. A resumed run has several rows of one step. */
export interface WrittenRow {
  step: number | null;
  /** Unix seconds. */
  time: number | null;
  stage: string | null;
  values: WrittenValue[];
}

export interface WrittenValue {
  name: string;
  scale: string;
  labels: Record<string, string>;
  value: NumberText;
}
