import type { IndexingProgress } from './live.ts';

/** `GET /api/health`. */
export interface Health {
  status: 'ok';
  version: string;
  /** Unix seconds: when this was true. A server that is busy with indexing says what it knew last. */
  as_of: number;
  roots: RootHealth[];
  indexing: IndexingProgress;
  pending_bytes: number;
  quarantined_lines: number;
  /** Formats that were recognised and cannot be read yet, with how many of each: tfevents, wandb, mlruns … */
  unreadable: Record<string, number>;
  /** Degradations a person should know of: no file watching, network file system, index moved … */
  notices: string[];
}

export interface RootHealth {
  /** The last segment of the root's path: what a person recognises, never the whole path. */
  name: string;
  read_only: boolean;
  /** False when the root itself cannot be reached: its runs are kept, not deleted. */
  reachable: boolean;
  runs: number;
}
