import { basename, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { IndexingProgress } from '../../shared/live.ts';
import { EventIds } from '../columns/eventIds.ts';
import { type FoundRun, lookAtFolder, type Walk, walkInTurns } from '../files/walkRuns.ts';
import type { Store } from '../store/store.ts';
import { pendingBytes } from './fileState.ts';
import { loadRuns } from './loadRuns.ts';
import type { ParsePool } from './parsePool.ts';
import { newRate, progressOf } from './progress.ts';
import {
  commitRun,
  forgetSeries,
  isUncommitted,
  lookAtFacts,
  lookAtSizes,
  matchFiles,
  type ReadContext,
  readRun,
} from './readRun.ts';
import { type Root, singleFile, toRoot } from './roots.ts';
import { newRunState, type RunState, runKey, versionOf } from './runState.ts';
import { totalsOf } from './runTotals.ts';
import { type FolderWatch, watchFolders } from './watchFolders.ts';

const TURN_BYTES = 8 * 1024 * 1024;
const SMALL_BYTES = 1024 * 1024;
const ACTIVE_MS = 10 * 60_000;
const IDLE_COMMIT_MS = 1_000;
const FORGET_MS = 60_000;
const TICK_MS = 250;
const SIDE_BY_SIDE = 3;
const TELL_MS = 200;

export interface IndexerOptions {
  roots: string[];
  store: Store;
  pool: ParsePool;
  onRun: (run: RunState) => void;
  onRuns: () => void;
  onLog: (run: RunState, size: number) => void;
  onProgress: (progress: IndexingProgress) => void;
}

export interface Indexer {
  roots: Root[];
  runs: Map<string, RunState>;
  notices: Set<string>;
  unreachable: Set<string>;
  /** By root, what the last walk could not use. */
  walked: ReadonlyMap<string, Pick<Walk, 'problems' | 'unreadable' | 'withoutReader'>>;
  /** Resolves when everything that was on disk at the start of the look is indexed. */
  settled(): Promise<void>;
  /** Takes in a small new tail of a run, under its lock, and runs `work` before anything else happens to the run. */
  withCurrent<T>(run: RunState, work: () => Promise<T>): Promise<T>;
  /** As withCurrent, but everything that the run's files hold is in. */
  withAll<T>(run: RunState, work: () => Promise<T>): Promise<T>;
  /** Takes in what the caller wrote; the caller holds the run's lock. */
  readOn(run: RunState): Promise<void>;
  /** Takes in a run's folder as it lies there now, known or new. null where there is no run. */
  lookAt(root: string, dir: string): Promise<RunState | null>;
  /** Runs in the recycle bin, as the last walk found them. */
  deleted: readonly { root: string; dir: string }[];
  /** Looks for runs that came and went, now. */
  walk(): Promise<void>;
  /** Stores what is in memory only; the caller holds the run's lock. */
  commit(run: RunState): Promise<void>;
  progress(): IndexingProgress;
  close(): Promise<void>;
}

/** Finds runs, keeps reading them, and tells what moved. Watching is a hint; polling is the truth. */
export async function createIndexer(options: IndexerOptions): Promise<Indexer> {
  const indexer = await new IndexerState(options).load();
  indexer.start();
  return indexer;
}

class IndexerState implements Indexer {
  readonly runs = new Map<string, RunState>();
  readonly notices = new Set<string>();
  readonly unreachable = new Set<string>();
  readonly walked = new Map<string, Pick<Walk, 'problems' | 'unreadable' | 'withoutReader'>>();
  deleted: readonly { root: string; dir: string }[] = [];
  readonly roots: Root[];
  readonly #options: IndexerOptions;
  readonly #context: ReadContext;
  readonly #queue = new Set<RunState>();
  readonly #watch: FolderWatch;
  readonly #counts = { reading: 0, walking: 0 };
  readonly #rate = newRate();
  #timer: NodeJS.Timeout | undefined;
  #closing = false;
  #nextWalk = 0;
  #nextSweep = 0;
  #nextTelling = Number.POSITIVE_INFINITY;
  #tellsProgress = false;
  #waiting: (() => void)[] = [];

  constructor(options: IndexerOptions) {
    this.#options = options;
    this.roots = options.roots.map(toRoot);
    let nextId = 0;
    this.#context = {
      store: options.store,
      pool: options.pool,
      ids: { next: () => nextId++ },
      now: () => performance.now(),
      onBlock: async (run) => {
        options.onRun(run);
        this.#tellProgress();
        await turn();
      },
    };
    this.setFirstId = (id) => {
      nextId = id;
    };
    this.#watch = watchFolders(
      (dir) => this.#onFolderEvent(dir),
      (notice) => this.notices.add(notice),
    );
  }

  private readonly setFirstId: (id: number) => void;

  /** What the index knew last time, so that the list is there at once. */
  async load(): Promise<this> {
    for (const run of await loadRuns(this.#options.store, this.roots)) {
      this.runs.set(runKey(run.root, run.dir, run.single), run);
    }
    this.setFirstId(await this.#options.store.firstFreeColumn());
    return this;
  }

  start(): void {
    this.#counts.walking = 1;
    // Whoever waits for the engine is answered first.
    this.#timer = setTimeout(() => void this.#tick(), 0);
  }

  async settled(): Promise<void> {
    while (this.#counts.walking > 0 || this.#counts.reading > 0 || this.#queue.size > 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  withCurrent<T>(run: RunState, work: () => Promise<T>): Promise<T> {
    return run.lock(async () => {
      const before = run.version;
      const behind = lookAtSizes(run);
      if ((behind > 0 && behind <= SMALL_BYTES) || lookAtFacts(run)) await readRun(run, SMALL_BYTES, this.#context);
      if (behind > SMALL_BYTES) this.#want(run);
      await this.#storeGroups(run);
      run.lastUse = this.#context.now();
      if (run.version !== before) this.#options.onRun(run);
      return work();
    });
  }

  withAll<T>(run: RunState, work: () => Promise<T>): Promise<T> {
    return run.lock(async () => {
      if (lookAtSizes(run) > 0 || lookAtFacts(run) || run.seen === null) await this.readOn(run);
      await this.#storeGroups(run);
      return work();
    });
  }

  /** Who asks reads sealed groups from the store, and only the open one from memory. */
  async #storeGroups(run: RunState): Promise<void> {
    if ([...run.files.values()].some((file) => file.pending.groups.length > 0)) await commitRun(run, this.#context);
  }

  async readOn(run: RunState): Promise<void> {
    const names = lookAtFolder(run.root, run.dir)?.events ?? [...run.files.keys()];
    await matchFiles(run, names, this.#options.store);
    while (await readRun(run, TURN_BYTES, this.#context)) await turn();
    run.seen ??= new EventIds(await this.#options.store.listEventIds(run.id));
    this.#watch.watchActive(run.path);
    this.#options.onRun(run);
  }

  async lookAt(path: string, dir: string): Promise<RunState | null> {
    const root = this.roots.find((one) => one.path === path);
    const found = lookAtFolder(path, dir);
    if (root === undefined || found === null) return null;
    if (await this.#takeFound(root, found)) this.#options.onRuns();
    return this.runs.get(runKey(path, dir, '')) ?? null;
  }

  async walk(): Promise<void> {
    for (const root of this.roots) await this.#walkRoot(root);
  }

  async commit(run: RunState): Promise<void> {
    if (isUncommitted(run)) await commitRun(run, this.#context);
  }

  progress(): IndexingProgress {
    const indexing = this.#counts.walking > 0 || this.#counts.reading > 0 || this.#queue.size > 0;
    return progressOf(this.runs.values(), this.#queue, indexing, this.#rate);
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    this.#watch.close();
    this.#queue.clear();
    for (const run of this.runs.values()) {
      await run.lock(async () => {
        if (isUncommitted(run)) await commitRun(run, this.#context);
      });
    }
    await this.#options.pool.close();
    await this.#options.store.close();
  }

  async #tick(): Promise<void> {
    const now = this.#context.now();
    try {
      if (now >= this.#nextWalk) await this.#walkRoots();
      await this.#pollRuns(now);
    } catch (error) {
      this.notices.add(`indexing: ${error instanceof Error ? error.message : 'failed'}`);
    }
    if (!this.#closing) this.#timer = setTimeout(() => void this.#tick(), TICK_MS);
    this.#timer?.unref?.();
  }

  async #walkRoots(): Promise<void> {
    this.#counts.walking = 1;
    const began = performance.now();
    for (const root of this.roots) await this.#walkRoot(root);
    const took = performance.now() - began;
    this.#nextWalk = this.#context.now() + Math.max(2_000, took * 20);
    this.#counts.walking = 0;
    this.#wake();
  }

  async #walkRoot(root: Root): Promise<void> {
    const found = root.single !== '' ? singleFile(root) : await this.#walkFolder(root.path);
    if (found === null) {
      this.unreachable.add(root.path);
      return;
    }
    this.unreachable.delete(root.path);
    let changed = false;
    const deleted: { root: string; dir: string }[] = [];
    const seen = new Set<string>();
    for (const [i, entry] of found.entries()) {
      if (i % 64 === 63) await turn();
      if (entry.deleted) {
        deleted.push({ root: root.path, dir: entry.dir });
        continue;
      }
      seen.add(runKey(root.path, entry.dir, entry.single));
      changed = (await this.#takeFound(root, entry)) || changed;
    }
    for (const [key, run] of this.runs) {
      if (run.root !== root.path || seen.has(key)) continue;
      this.runs.delete(key);
      this.#queue.delete(run);
      await run.lock(() => this.#forget(run));
      changed = true;
    }
    this.deleted = [...this.deleted.filter((one) => one.root !== root.path), ...deleted];
    if (changed) this.#options.onRuns();
  }

  /** On a full disk the index keeps what it cannot drop: the next start meets it again, and tries again. */
  async #forget(run: RunState): Promise<void> {
    try {
      await this.#options.store.dropRun(run.id);
    } catch (error) {
      this.notices.add(`the index cannot be written: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }

  async #walkFolder(path: string): Promise<FoundRun[] | null> {
    const walk = await walkInTurns(path);
    if (walk.problems.some((problem) => problem.dir === '')) return null;
    const { problems, unreadable, withoutReader } = walk;
    this.walked.set(path, { problems, unreadable, withoutReader });
    if (walk.links > 0) this.notices.add(`${walk.links} symbolic links below ${basename(path)} are not followed`);
    this.#watch.watch(walk.parents.map((dir) => join(path, dir)));
    return walk.runs;
  }

  async #takeFound(root: Root, found: FoundRun): Promise<boolean> {
    const key = runKey(root.path, found.dir, found.single);
    const known = this.runs.get(key);
    const run =
      known ?? newRunState({ root: root.path, dir: found.dir, single: found.single, path: join(root.path, found.dir) });
    const names = found.events;
    const sameFiles = names.length === run.files.size && names.every((name) => run.files.has(name));
    if (known !== undefined && sameFiles) return false;
    await run.lock(async () => {
      lookAtFacts(run);
      if (known === undefined)
        run.id = await this.#options.store.putRun({ ...run, facts: JSON.stringify(run.facts), totals: '' });
      await matchFiles(run, names, this.#options.store);
      for (const file of run.files.values()) file.unsettled = file.cursor.offset === 0;
      run.totals = totalsOf(run.files.values(), run.facts);
      run.version = versionOf(run);
    });
    this.runs.set(key, run);
    this.#want(run);
    return true;
  }

  /** Looks at runs in tiers: those that moved lately at every tick, the rest every 30 s, a slice at a time. */
  async #pollRuns(now: number): Promise<void> {
    const sweep = now >= this.#nextSweep;
    if (sweep) this.#nextSweep = now + 30_000;
    let looked = 0;
    for (const run of this.runs.values()) {
      const active = now - run.lastGrowth < ACTIVE_MS;
      if (active || sweep) {
        await this.#look(run);
        if (++looked % 50 === 0) await turn();
      }
      if (isUncommitted(run) && now - run.lastGrowth > IDLE_COMMIT_MS)
        await run.lock(() => commitRun(run, this.#context));
      else if (run.seen !== null && now - run.lastUse > FORGET_MS) await run.lock(async () => forgetSeries(run));
    }
  }

  async #look(run: RunState): Promise<void> {
    if (lookAtSizes(run) > 0) this.#want(run);
    else if (lookAtFacts(run)) {
      run.lastGrowth = this.#context.now();
      await run.lock(async () => {
        await this.#options.store.putRun({
          ...run,
          facts: JSON.stringify(run.facts),
          totals: JSON.stringify(run.totals),
        });
        await readRun(run, 0, this.#context);
      });
      this.#options.onRun(run);
      this.#options.onRuns();
    }
  }

  #onFolderEvent(dir: string): void {
    for (const run of this.runs.values()) {
      if (run.path !== dir) continue;
      void this.#look(run);
      return;
    }
    this.#nextWalk = 0;
  }

  #want(run: RunState): void {
    this.#queue.add(run);
    this.#watch.watchActive(run.path);
    while (this.#counts.reading < SIDE_BY_SIDE && this.#queue.size > 0) {
      this.#counts.reading++;
      void this.#drain();
    }
  }

  /** Reads run after run, small tails (live runs) first, a turn of at most 8 MiB each. */
  async #drain(): Promise<void> {
    for (let run = this.#next(); run !== null && !this.#closing; run = this.#next()) {
      const current = run;
      try {
        const more = await current.lock(() => readRun(current, TURN_BYTES, this.#context));
        if (more && !this.#closing) this.#queue.add(current);
      } catch (error) {
        this.notices.add(`${basename(current.path)}: ${error instanceof Error ? error.message : 'cannot be read'}`);
      }
      this.#options.onRun(current);
    }
    this.#counts.reading--;
    this.#tellProgress(true);
    this.#wake();
  }

  #next(): RunState | null {
    let chosen: RunState | null = null;
    for (const run of this.#queue) {
      chosen ??= run;
      const behind = [...run.files.values()].reduce((sum, file) => sum + pendingBytes(file), 0);
      if (behind <= SMALL_BYTES && this.#context.now() - run.lastGrowth < ACTIVE_MS) {
        chosen = run;
        break;
      }
    }
    if (chosen !== null) this.#queue.delete(chosen);
    return chosen;
  }

  /** Of reading that goes on for a while: every 200 ms, and once when all is read. A line or two are no news of this kind. */
  #tellProgress(ended = false): void {
    const at = this.#context.now();
    if (ended) {
      if (this.#counts.reading > 0) return;
      if (this.#tellsProgress) this.#options.onProgress(this.progress());
      this.#tellsProgress = false;
      this.#nextTelling = Number.POSITIVE_INFINITY;
      return;
    }
    if (this.#nextTelling === Number.POSITIVE_INFINITY) this.#nextTelling = at + TELL_MS;
    if (at < this.#nextTelling) return;
    this.#nextTelling = at + TELL_MS;
    this.#tellsProgress = true;
    this.#options.onProgress(this.progress());
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
