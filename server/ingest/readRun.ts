import { join } from 'node:path';
import { EventIds } from '../columns/eventIds.ts';
import { openRunFile, type RunFile, statRunFile } from '../files/runFile.ts';
import type { Store } from '../store/store.ts';
import { commitFile } from './commitFile.ts';
import { isSameFile, looksChanged, noteIdentity } from './fileIdentity.ts';
import { type FileState, newFileState, pendingBytes } from './fileState.ts';
import { loadFile } from './loadFile.ts';
import type { ParsePool } from './parsePool.ts';
import { factsStamp, readFacts } from './runFacts.ts';
import { type RunState, versionOf } from './runState.ts';
import { totalsOf } from './runTotals.ts';
import { tailFile } from './tailFile.ts';
import type { SeriesIds } from './takeGroups.ts';

/** Uncommitted bytes of a file above which they are written; below it, when the run is idle. After a crash they are read again. */
const COMMIT_BYTES = 4 * 1024 * 1024;

export interface ReadContext {
  store: Store;
  pool: ParsePool;
  ids: SeriesIds;
  /** After each block: tells the news and gives other work a turn. */
  onBlock: (run: RunState) => Promise<void>;
  now: () => number;
}

/** Looks at the run's JSON files; reads them again when they changed. Returns whether they did. */
export function lookAtFacts(run: RunState): boolean {
  if (run.single !== '' || factsStamp(run.path) === run.facts.stamp) return false;
  const before = JSON.stringify(run.facts);
  run.facts = readFacts(run.path, run.facts);
  return JSON.stringify(run.facts) !== before;
}

/** Looks at the sizes of the run's events files, without opening one. Returns the bytes that are behind. */
export function lookAtSizes(run: RunState): number {
  let behind = 0;
  for (const file of run.files.values()) {
    const stat = statRunFile(file.path);
    if (stat === null) continue;
    if (looksChanged(file, stat)) behind += Math.max(1, stat.size - file.cursor.offset);
    else behind += file.pending.bytes > COMMIT_BYTES ? 1 : 0;
  }
  return behind;
}

/**
 * Takes in what is new in a run's files, up to about `limit` bytes. The caller holds the run's lock. Returns whether there
 * is more to take at once.
 */
export async function readRun(run: RunState, limit: number, context: ReadContext): Promise<boolean> {
  run.lastUse = context.now();
  lookAtFacts(run);
  let more = false;
  for (const file of [...run.files.values()]) more = (await readFile(run, file, limit, context)) || more;
  await refreshTotals(run, context.store);
  run.version = versionOf(run);
  return more;
}

async function readFile(run: RunState, file: FileState, limit: number, context: ReadContext): Promise<boolean> {
  const stat = statRunFile(file.path);
  if (stat === null) {
    file.problem = 'not a regular file';
    return false;
  }
  if (!looksChanged(file, stat) && pendingBytes(file) === 0) return false;
  let source: RunFile;
  try {
    source = openRunFile(file.path);
  } catch (error) {
    file.problem = (error as Error).message;
    return false;
  }
  try {
    file.problem = null;
    return await readOpened(
      run,
      isSameFile(file, source) ? file : await resetFile(run, file, context.store),
      source,
      limit,
      context,
    );
  } finally {
    source.close();
  }
}

async function readOpened(
  run: RunState,
  file: FileState,
  source: RunFile,
  limit: number,
  context: ReadContext,
): Promise<boolean> {
  await loadFile(file, context.store);
  run.seen ??= new EventIds(await context.store.listEventIds(run.id));
  const before = file.cursor.offset;
  const more = await tailFile(file, source, limit, {
    ...context,
    seen: run.seen,
    onProgress: async () => {
      if (file.pending.bytes > COMMIT_BYTES) await commit(run, file, context, source);
      await context.onBlock(run);
    },
  });
  noteIdentity(file, source);
  if (file.cursor.offset !== before) {
    const age = Math.max(0, Date.now() - Number(BigInt(source.stat.mtimeNs) / 1_000_000n));
    run.lastGrowth = Math.max(run.lastGrowth, context.now() - age);
  }
  return more;
}

/** The file is another one than it was: what was read of it is forgotten, in the store first, and it begins anew. */
async function resetFile(run: RunState, file: FileState, store: Store): Promise<FileState> {
  const fresh = newFileState(await store.resetFile(run.id, file.name), file.name, file.path);
  run.files.set(file.name, fresh);
  run.seen = null;
  return fresh;
}

async function commit(run: RunState, file: FileState, context: ReadContext, source: RunFile | null): Promise<void> {
  if (source !== null) noteIdentity(file, source);
  if (!(await commitFile(file, run.id, JSON.stringify(run.totals), context.ids, context.store))) {
    throw new Error('another process writes this index');
  }
}

/** Whether something of the run is in memory only. */
export function isUncommitted(run: RunState): boolean {
  for (const file of run.files.values()) if (file.committed !== file.cursor.offset) return true;
  return false;
}

/** Writes what is in memory only: sealed groups, and the open ones as they stand. The caller holds the run's lock. */
export async function commitRun(run: RunState, context: ReadContext): Promise<void> {
  for (const file of run.files.values())
    if (file.committed !== file.cursor.offset) await commit(run, file, context, null);
}

/** Totals of all files, stored when they changed without a commit. */
async function refreshTotals(run: RunState, store: Store): Promise<void> {
  for (const file of run.files.values()) await loadFile(file, store);
  const totals = { ...totalsOf(run.files.values(), run.facts), viewed: run.totals.viewed };
  if (JSON.stringify(totals) === JSON.stringify(run.totals)) return;
  run.totals = totals;
  await store.putTotals(run.id, JSON.stringify(totals));
}

/** Lets go of series and open groups that the store holds too. The caller holds the run's lock. */
export function forgetSeries(run: RunState): void {
  if (isUncommitted(run)) return;
  run.seen = null;
  for (const file of run.files.values()) {
    file.series = null;
    file.open = null;
  }
}

/** Makes the run's files those that were found: new ones begin, files that are gone are forgotten. */
export async function matchFiles(run: RunState, names: readonly string[], store: Store): Promise<void> {
  for (const name of names) {
    if (!run.files.has(name))
      run.files.set(name, newFileState(await store.resetFile(run.id, name), name, join(run.path, name)));
  }
  for (const name of [...run.files.keys()]) {
    if (names.includes(name)) continue;
    await store.dropFile(run.id, name);
    run.files.delete(name);
    run.seen = null;
  }
  run.files = new Map([...run.files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
