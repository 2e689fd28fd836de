import type { JsonObject } from './jsonFile.ts';
import type { SeriesStep } from './series.ts';

/** An event's line in two halves, without its line end, so that an id can be put between them. */
export interface EventLine {
  head: string;
  tail: string;
}

/** An image's event without its path or content. */
export interface ImageFacts {
  key: string;
  step: number | null;
  caption: string | null;
}

/** What is taken and not yet written or delivered. */
export interface Delivered {
  metrics: number;
  annotations: number;
  status: boolean;
  /** Requests of this attempt that failed and will be repeated. */
  failures: number;
}

export const NOTHING_PENDING: Delivered = { metrics: 0, annotations: 0, status: false, failures: 0 };

/** Where a run's events go: a folder or a server. Failures go to the run's Reporter; only its strategy decides what is thrown. */
export interface Sink {
  /** Name of the run's folder. */
  readonly runId: string;
  /** What a person opens: a folder's path or a page's address. */
  readonly place: string;
  /** Whether the run was there before. */
  readonly resumed: boolean;
  append(line: EventLine): void;
  /** Takes what the process printed, as it was printed. `ts` is Unix seconds, `step` where training stood. */
  appendLog(text: string, step: number | null, ts: number): void;
  /** Keeps an image. Returns its path inside the run, null when it was dropped or is on its way to a server. */
  putImage(image: Uint8Array, name: string, ts: string, facts: ImageFacts): string | null;
  mergeMeta(update: JsonObject): void;
  mergeSummary(update: JsonObject): void;
  setPrimaryMetric(name: string, mode: 'max' | 'min'): void;
  /** Says that the run goes on, or how it ended, before it is closed. */
  setStatus(status: string, reason: string | null): void;
  /** What summary.json says, as far as this process knows. */
  summary(): JsonObject;
  /** The config that the run had before this process. */
  config(): JsonObject;
  /** Last step of each series that the run had before this process. */
  lastSteps(): readonly SeriesStep[];
  /** Says that the process lives. */
  beat(): void;
  /** Resolves once what was taken is written or delivered; false when `timeoutMs` were not enough. */
  flush(timeoutMs: number | null): Promise<boolean>;
  /** Delivers what waits, in up to so many attempts. `free`: they count against nobody's budget of retries. */
  deliver(attempts: number, free: boolean): Promise<Delivered>;
  /** Lets go of threads while nothing waits; what comes next starts them again. */
  rest(): Promise<void>;
  /** Writes the final status (null leaves it) and lets go of files and threads. What is given up is counted as dropped. */
  close(status: string | null, reason: string | null): Promise<void>;
  /** The same, and has ended when it returns: for a process that is ending. */
  closeNow(status: string | null, reason: string | null): void;
}
