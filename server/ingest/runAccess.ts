import { setImmediate as turn } from 'node:timers/promises';
import { EventIds } from '../columns/eventIds.ts';
import { lookAtFolder } from '../files/walkRuns.ts';
import {
  commitRun,
  isUncommitted,
  lookAtFacts,
  lookAtSizes,
  matchFiles,
  type ReadContext,
  readRun,
} from './readRun.ts';
import type { RunState } from './runState.ts';
import type { FolderWatch } from './watchFolders.ts';

/** At most this much of a run's file is read in one go. */
export const TURN_BYTES = 8 * 1024 * 1024;
/** A tail up to this is taken in before a question is answered. */
export const SMALL_BYTES = 1024 * 1024;

/** How to ask about a run's points, or to write them, while nothing else happens to the run. */
export interface RunAccess {
  /** Takes in a small new tail of a run, under its lock, and runs `work` before anything else happens to the run. */
  withCurrent<T>(run: RunState, work: () => Promise<T>): Promise<T>;
  /** As withCurrent, but everything that the run's files hold is in. */
  withAll<T>(run: RunState, work: () => Promise<T>): Promise<T>;
  /** Takes in what the caller wrote; the caller holds the run's lock. */
  readOn(run: RunState): Promise<void>;
  /** Stores what is in memory only; the caller holds the run's lock. */
  commit(run: RunState): Promise<void>;
}

export interface RunAccessOptions {
  context: ReadContext;
  watch: FolderWatch;
  /** A run has more to read than a question waits for. */
  want: (run: RunState) => void;
  onRun: (run: RunState) => void;
}

export function runAccess({ context, watch, want, onRun }: RunAccessOptions): RunAccess {
  /** Who asks reads sealed groups from the store, and only the open one from memory. */
  const storeGroups = async (run: RunState): Promise<void> => {
    if ([...run.files.values()].some((file) => file.pending.groups.length > 0)) await commitRun(run, context);
  };
  const readOn = async (run: RunState): Promise<void> => {
    const names = lookAtFolder(run.root, run.dir)?.events ?? [...run.files.keys()];
    await matchFiles(run, names, context.store);
    while (await readRun(run, TURN_BYTES, context)) await turn();
    run.seen ??= new EventIds(await context.store.listEventIds(run.id));
    watch.watchActive(run.path);
    onRun(run);
  };
  return {
    readOn,
    withCurrent: (run, work) =>
      run.lock(async () => {
        const before = run.version;
        const behind = lookAtSizes(run);
        if ((behind > 0 && behind <= SMALL_BYTES) || lookAtFacts(run)) await readRun(run, SMALL_BYTES, context);
        if (behind > SMALL_BYTES) want(run);
        await storeGroups(run);
        run.lastUse = context.now();
        if (run.version !== before) onRun(run);
        return work();
      }),
    withAll: (run, work) =>
      run.lock(async () => {
        if (lookAtSizes(run) > 0 || lookAtFacts(run) || run.seen === null) await readOn(run);
        await storeGroups(run);
        return work();
      }),
    commit: async (run) => {
      if (isUncommitted(run)) await commitRun(run, context);
    },
  };
}
