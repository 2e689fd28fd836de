import { setImmediate as turn } from 'node:timers/promises';
import type { IndexingProgress } from '../../shared/live.ts';
import type { Store } from '../store/store.ts';
import { loadRuns } from './loadRuns.ts';
import type { ParsePool } from './parsePool.ts';
import { newRate, ProgressTeller, progressOf } from './progress.ts';
import { ReadQueue } from './readQueue.ts';
import { type ReadContext, readRun } from './readRun.ts';
import { type Root, toRoot } from './roots.ts';
import { RootWalk } from './rootWalk.ts';
import { type RunAccess, runAccess, SMALL_BYTES, TURN_BYTES } from './runAccess.ts';
import { RunMap } from './runMap.ts';
import { runNotice } from './runNotice.ts';
import { type RunPoll, runPoll, TICK_MS } from './runPoll.ts';
import { pendingOf, type RunState, runKey } from './runState.ts';
import { type FolderWatch, watchFolders } from './watchFolders.ts';

const ACTIVE_MS = 10 * 60_000;

export interface IndexerOptions {
  roots: string[];
  store: Store;
  pool: ParsePool;
  onRun: (run: RunState) => void;
  onRuns: () => void;
  onLog: (run: RunState, size: number) => void;
  onProgress: (progress: IndexingProgress) => void;
  onTick: () => void;
}

export interface Indexer extends RunAccess {
  roots: Root[];
  runs: RunMap;
  notices: Set<string>;
  unreachable: Set<string>;
  /** By root, what the last walk could not use. */
  walked: RootWalk['walked'];
  /** Resolves when everything that was on disk at the start of the look is indexed. */
  settled(): Promise<void>;
  /** Takes in a run's folder as it lies there now, known or new. null where there is no run. */
  lookAt(root: string, dir: string): Promise<RunState | null>;
  /** Runs in the recycle bin, as the last walk found them. */
  deleted: RootWalk['deleted'];
  /** Looks for runs that came and went, now. */
  walk(): Promise<void>;
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
  readonly runs = new RunMap();
  readonly notices = new Set<string>();
  readonly roots: Root[];
  readonly #options: IndexerOptions;
  readonly #context: ReadContext;
  readonly #queue: ReadQueue;
  readonly #walk: RootWalk;
  readonly #access: RunAccess;
  readonly #poll: RunPoll;
  readonly #watch: FolderWatch;
  readonly #rate = newRate();
  readonly #teller: ProgressTeller;
  #walking = false;
  #timer: NodeJS.Timeout | undefined;
  #closing = false;
  #nextWalk = 0;
  /** Of a series. */
  #nextId = 0;
  #waiting: (() => void)[] = [];

  constructor(options: IndexerOptions) {
    this.#options = options;
    this.roots = options.roots.map(toRoot);
    this.#context = {
      store: options.store,
      pool: options.pool,
      ids: { next: () => this.#nextId++ },
      now: () => performance.now(),
      onBlock: async (run) => {
        options.onRun(run);
        this.#teller.tell();
        await turn();
      },
    };
    this.#watch = watchFolders(
      (dir) => this.#onFolderEvent(dir),
      (notice) => this.notices.add(notice),
    );
    this.#teller = new ProgressTeller(() => options.onProgress(this.progress()));
    this.#queue = new ReadQueue({
      read: (run) => this.#read(run),
      isUrgent: (run) => this.#context.now() - run.lastGrowth < ACTIVE_MS && pendingOf(run) <= SMALL_BYTES,
      onIdle: () => {
        this.#teller.end();
        this.#wake();
      },
    });
    const want = (run: RunState): void => this.#want(run);
    this.#access = runAccess({ context: this.#context, watch: this.#watch, want, onRun: options.onRun });
    this.#poll = runPoll({
      context: this.#context,
      want,
      onFacts: (run) => {
        options.onRun(run);
        options.onRuns();
      },
    });
    this.#walk = new RootWalk({
      store: options.store,
      onRuns: options.onRuns,
      roots: this.roots,
      runs: this.runs,
      watch: this.#watch,
      notices: this.notices,
      onFound: want,
      onGone: (run) => this.#queue.delete(run),
    });
  }

  get unreachable(): RootWalk['unreachable'] {
    return this.#walk.unreachable;
  }

  get walked(): RootWalk['walked'] {
    return this.#walk.walked;
  }

  get deleted(): RootWalk['deleted'] {
    return this.#walk.deleted;
  }

  /** What the index knew last time, so that the list is there at once. */
  async load(): Promise<this> {
    for (const run of await loadRuns(this.#options.store, this.roots)) {
      this.runs.set(runKey(run.root, run.dir, run.single), run);
    }
    this.#nextId = await this.#options.store.firstFreeColumn();
    return this;
  }

  start(): void {
    this.#walking = true;
    // Whoever waits for the engine is answered first; where the index knows runs, they are asked for as soon as the server says its address.
    this.#timer = setTimeout(() => void this.#tick(), this.runs.size > 0 ? TICK_MS : 0);
  }

  async settled(): Promise<void> {
    while (this.#walking || this.#queue.busy) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  withCurrent<T>(run: RunState, work: () => Promise<T>): Promise<T> {
    return this.#access.withCurrent(run, work);
  }

  withAll<T>(run: RunState, work: () => Promise<T>): Promise<T> {
    return this.#access.withAll(run, work);
  }

  readOn(run: RunState): Promise<void> {
    return this.#access.readOn(run);
  }

  commit(run: RunState): Promise<void> {
    return this.#access.commit(run);
  }

  lookAt(path: string, dir: string): Promise<RunState | null> {
    return this.#walk.lookAt(path, dir);
  }

  walk(): Promise<void> {
    return this.#walk.walk();
  }

  progress(): IndexingProgress {
    return progressOf(this.runs.values(), this.#queue, this.#walking || this.#queue.busy, this.#rate);
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    this.#watch.close();
    this.#queue.close();
    for (const run of this.runs.values()) {
      await run.lock(() => this.#access.commit(run));
    }
    await this.#options.pool.close();
    await this.#options.store.close();
  }

  async #tick(): Promise<void> {
    try {
      this.#options.onTick();
      if (this.#context.now() >= this.#nextWalk) await this.#walkRoots();
      await this.#poll.poll(this.runs.values());
    } catch (error) {
      this.notices.add(`indexing: ${error instanceof Error ? error.message : 'failed'}`);
    }
    if (!this.#closing) this.#timer = setTimeout(() => void this.#tick(), TICK_MS);
    this.#timer?.unref?.();
  }

  async #walkRoots(): Promise<void> {
    this.#walking = true;
    const began = performance.now();
    await this.#walk.walk();
    const took = performance.now() - began;
    this.#nextWalk = this.#context.now() + Math.max(2_000, took * 20);
    this.#walking = false;
    this.#wake();
  }

  #onFolderEvent(dir: string): void {
    const runs = this.runs.inFolder(dir);
    for (const run of runs) void this.#poll.look(run);
    if (runs.length === 0) this.#nextWalk = 0;
  }

  #want(run: RunState): void {
    // What moves is looked at again at the next tick.
    run.nextLook = 0;
    this.#queue.want(run);
    this.#watch.watchActive(run.path);
  }

  /** A turn of at most 8 MiB. */
  async #read(run: RunState): Promise<boolean> {
    let more = false;
    try {
      more = await run.lock(() => readRun(run, TURN_BYTES, this.#context));
    } catch (error) {
      this.notices.add(runNotice(run, error));
    }
    this.#options.onRun(run);
    return more;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
