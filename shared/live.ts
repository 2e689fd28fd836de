/**
 * Messages of `WS /api/live`. News is pushed, data is pulled: a message says only that something moved.
 * Every message heals the loss of all before it. The `id` of a run is what its row calls `ref`: it means this run alone.
 */
export type LiveMessage =
  /** On connecting: everything may have changed. */
  | { type: 'hello'; server_version: string; instance: string }
  /** A run moved: at once, then at most every 40 ms. */
  | { type: 'run'; id: string; version: string; status: string; points: number; last_step: number | null }
  /** The log file of a run has grown to this size in bytes. */
  | { type: 'log'; id: string; size: number }
  /** Runs appeared, went, or changed in the list (name, status, tags …). */
  | { type: 'runs' }
  | { type: 'indexing'; progress: IndexingProgress };

export interface IndexingProgress {
  /** True until everything that was on disk when it was last looked at has been read. */
  indexing: boolean;
  runs: number;
  /** Runs whose files still have unread bytes. */
  runs_behind: number;
  bytes_done: number;
  bytes_total: number;
  points: number;
  points_per_second: number;
}
