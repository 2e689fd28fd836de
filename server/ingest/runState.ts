import { createHash } from 'node:crypto';
import type { EventIds } from '../columns/eventIds.ts';
import { type FileState, pendingBytes } from './fileState.ts';
import type { RunEdit } from './runEdits.ts';
import { noFacts, type RunFacts } from './runFacts.ts';
import { noTotals, type RunTotals } from './runTotals.ts';
import type { TypedDirections } from './typedDirections.ts';

/** A run while the engine knows it. */
export interface RunState {
  id: number;
  root: string;
  dir: string;
  single: string;
  /** Absolute path of its folder (for a single-file run: of the folder that holds the file). */
  path: string;
  /** The root's name, where another run has the same path and id; else "". It stands before the path then. */
  within: string;
  /** No other run has its id. */
  alone: boolean;
  facts: RunFacts;
  /** What people typed of it. */
  edit: RunEdit;
  /** Which end of a metric people said is its best, in each project of the run's root. */
  directions: TypedDirections;
  files: Map<string, FileState>;
  totals: RunTotals;
  /** Event ids seen; null until the run is read on. */
  seen: EventIds | null;
  /** When its files last changed, in milliseconds of this process's clock (negative: before it began). */
  lastGrowth: number;
  /** When they are looked at next, on the same clock. */
  nextLook: number;
  /** Last use by a query or a read: what is idle is let go from memory. */
  lastUse: number;
  lock: Lock;
  version: string;
}

/** One after the other: reading a run on and asking about it never overlap. */
export type Lock = <T>(work: () => Promise<T>) => Promise<T>;

export function newLock(): Lock {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => {});
    return result;
  };
}

export function newRunState({ root, dir, single, path }: Pick<RunState, 'root' | 'dir' | 'single' | 'path'>): RunState {
  return {
    root,
    dir,
    single,
    path,
    id: 0,
    within: '',
    alone: true,
    facts: noFacts(),
    edit: {},
    directions: new Map(),
    files: new Map(),
    totals: noTotals(),
    seen: null,
    lastGrowth: Number.NEGATIVE_INFINITY,
    nextLook: 0,
    lastUse: 0,
    lock: newLock(),
    version: '',
  };
}

/** Bytes of the run's files that are not taken in yet. */
export function pendingOf({ files }: Pick<RunState, 'files'>): number {
  let sum = 0;
  for (const file of files.values()) sum += pendingBytes(file);
  return sum;
}

export function runKey(root: string, dir: string, single: string): string {
  return JSON.stringify([root, dir, single]);
}

/** Changes whenever anything that the run's files say has changed; the same again for the same files, whatever the index. */
export function versionOf(run: RunState): string {
  const hash = createHash('sha1').update(run.facts.stamp);
  for (const { name, cursor, problem } of run.files.values()) {
    hash.update(
      `|${name}:${cursor.ino}:${cursor.headHash}:${cursor.offset}:${cursor.guardHash}:${cursor.mtimeNs}:${problem}`,
    );
  }
  return hash.digest('base64url').slice(0, 16);
}
