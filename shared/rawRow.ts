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
