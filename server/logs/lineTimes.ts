/** The moments of a log's lines. Unix seconds, bytes of logs.txt. */
export interface LineTimes {
  source: 'marks' | 'clock';
  /**
   * When the line that starts at `offset` was written, and the step that training stood at, where that is known. What it shows
   * begins at `shown`: behind `offset` where a bar wrote over itself, and that much later.
   */
  at(offset: number, shown: number, signal: AbortSignal): Promise<LineMoment>;
  /** Start of the first line that was written at a moment or later; the log's size where there is none. */
  offsetOf(time: number, signal: AbortSignal): Promise<number>;
}

export interface LineMoment {
  time: number;
  step: number | null;
}
