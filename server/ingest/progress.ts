import type { IndexingProgress } from '../../shared/live.ts';
import { pendingBytes } from './fileState.ts';
import type { RunState } from './runState.ts';

/** Points a second since indexing last began. */
export interface Rate {
  began: number | null;
  points: number;
}

export function newRate(): Rate {
  return { began: null, points: 0 };
}

/** How far the index is, over all runs. `rate` is moved along. */
export function progressOf(
  runs: Iterable<RunState>,
  queue: { has(run: RunState): boolean },
  indexing: boolean,
  rate: Rate,
): IndexingProgress {
  const sum: IndexingProgress = {
    indexing,
    runs: 0,
    runs_behind: 0,
    bytes_done: 0,
    bytes_total: 0,
    points: 0,
    points_per_second: 0,
  };
  for (const run of runs) {
    sum.runs++;
    sum.points += run.totals.points;
    if (queue.has(run)) sum.runs_behind++;
    for (const file of run.files.values()) {
      sum.bytes_done += file.cursor.offset;
      sum.bytes_total += file.cursor.offset + pendingBytes(file);
    }
  }
  const now = performance.now();
  if (!indexing) rate.began = null;
  else if (rate.began === null) Object.assign(rate, { began: now, points: sum.points });
  else sum.points_per_second = Math.round(((sum.points - rate.points) * 1000) / Math.max(1, now - rate.began));
  return sum;
}

const TELL_MS = 200;

/** Tells of reading that goes on for a while: every 200 ms, and once at its end. A line or two are no news of this kind. */
export class ProgressTeller {
  readonly #say: () => void;
  #next = Number.POSITIVE_INFINITY;
  #hasTold = false;

  constructor(say: () => void) {
    this.#say = say;
  }

  tell(): void {
    const now = performance.now();
    if (this.#next === Number.POSITIVE_INFINITY) this.#next = now + TELL_MS;
    if (now < this.#next) return;
    this.#next = now + TELL_MS;
    this.#hasTold = true;
    this.#say();
  }

  end(): void {
    if (this.#hasTold) this.#say();
    this.#hasTold = false;
    this.#next = Number.POSITIVE_INFINITY;
  }
}
