import type { JsonObject } from './jsonFile.ts';
import type { Delivery } from './settings.ts';
import type { Delivered } from './sink.ts';
import type { CloseStrategy } from './strategies.ts';

/** What the training thread and the sender's thread say to each other. */

export interface SenderStart {
  delivery: Delivery;
  /** `/api/ingest/runs/<id>` */
  path: string;
  /** Four counters, see `Counter`. */
  shared: SharedArrayBuffer;
}

/** Counters that both threads see; they only grow (and wrap). */
export const Counter = {
  /** Events that left the queue for a request. */
  taken: 0,
  /** Kibibytes of console text and images that left the queue. */
  heavy: 1,
  /** Grows as long as the sender's thread lives. */
  tick: 2,
  /** Grows with every word from the sender. */
  news: 3,
} as const;
export const COUNTERS = 4;

export type Command =
  | { do: 'send'; lines: string[]; images: string[] }
  | { do: 'patch'; patch: JsonObject }
  /** Answered once nothing waits. */
  | { do: 'flush'; id: number }
  /** Answered once nothing waits, or after so many attempts. Those that are free count against nobody's budget of retries. */
  | { do: 'deliver'; id: number; attempts: number; free: boolean }
  | { do: 'close'; strategy: CloseStrategy; status: string | null; reason: string | null };

/** Size of a line that may be large (console text, an image), as `Counter.heavy` counts it. */
export function heavyKibibytes(line: string): number {
  return (line.length >> 10) + 1;
}

export type News =
  | { news: 'drop'; reason: string; count: number }
  | { news: 'fail'; message: string }
  | { news: 'delivered'; count: number }
  | { news: 'flushed'; id: number }
  | { news: 'delivery'; id: number; pending: Delivered }
  | { news: 'closed' };
