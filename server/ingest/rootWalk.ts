import { basename, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type FoundRun, lookAtFolder, type Walk, walkInTurns } from '../files/walkRuns.ts';
import type { Store } from '../store/store.ts';
import { lookAtFacts, matchFiles } from './readRun.ts';
import { type Root, singleFile } from './roots.ts';
import { noFacts } from './runFacts.ts';
import type { RunMap } from './runMap.ts';
import { newRunState, type RunState, runKey, versionOf } from './runState.ts';
import { totalsOf } from './runTotals.ts';
import type { FolderWatch } from './watchFolders.ts';

export interface RootWalkOptions {
  roots: readonly Root[];
  runs: RunMap;
  store: Store;
  watch: FolderWatch;
  notices: Set<string>;
  /** A run that is new, or whose events files are others than before. */
  onFound: (run: RunState) => void;
  onGone: (run: RunState) => void;
  /** The list of runs is another one. */
  onRuns: () => void;
}

/** Looks for runs that come and go, and keeps what a walk over the roots found besides. */
export class RootWalk {
  readonly unreachable = new Set<string>();
  readonly walked = new Map<string, Pick<Walk, 'problems' | 'unreadable' | 'withoutReader'>>();
  deleted: readonly { root: string; dir: string }[] = [];
  readonly #options: RootWalkOptions;
  #last: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;
  /** Runs that `lookAt` took in since the walk began, which may have passed their folders before they were there. */
  readonly #takenMeanwhile = new Set<string>();

  constructor(options: RootWalkOptions) {
    this.#options = options;
  }

  /**
   * Walks the roots as they are from now on. One walk follows another: one that goes on beside a later one would undo
   * with what it has read what the later one saw. Who asks while a walk has yet to begin shares it.
   */
  walk(): Promise<void> {
    this.#waiting ??= this.#walkAfter(this.#last);
    this.#last = this.#waiting;
    return this.#waiting;
  }

  async #walkAfter(last: Promise<void>): Promise<void> {
    await last.catch(() => undefined);
    this.#waiting = null;
    this.#takenMeanwhile.clear();
    for (const root of this.#options.roots) await this.#walkRoot(root);
  }

  /** Takes in one folder as it lies there now. null where there is no run. */
  async lookAt(path: string, dir: string): Promise<RunState | null> {
    const root = this.#options.roots.find((one) => one.path === path);
    const found = lookAtFolder(path, dir);
    if (root === undefined || found === null) return null;
    const key = runKey(path, dir, '');
    this.#takenMeanwhile.add(key);
    if (await this.#take(root, found)) this.#options.onRuns();
    return this.#options.runs.get(key) ?? null;
  }

  async #walkRoot(root: Root): Promise<void> {
    const { runs, onGone, onRuns } = this.#options;
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
      changed = (await this.#take(root, entry)) || changed;
    }
    for (const [key, run] of runs) {
      if (run.root !== root.path || seen.has(key) || this.#takenMeanwhile.has(key)) continue;
      runs.delete(key);
      onGone(run);
      await run.lock(() => this.#forget(run));
      changed = true;
    }
    this.deleted = [...this.deleted.filter((one) => one.root !== root.path), ...deleted];
    if (changed) onRuns();
  }

  /** On a full disk the index keeps what it cannot drop: the next start meets it again, and tries again. */
  async #forget(run: RunState): Promise<void> {
    try {
      await this.#options.store.dropRun(run.id);
    } catch (error) {
      this.#options.notices.add(`the index cannot be written: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }

  async #walkFolder(path: string): Promise<FoundRun[] | null> {
    const { notices, watch } = this.#options;
    const walk = await walkInTurns(path);
    if (walk.problems.some((problem) => problem.dir === '')) return null;
    const { problems, unreadable, withoutReader } = walk;
    this.walked.set(path, { problems, unreadable, withoutReader });
    if (walk.links > 0) notices.add(`${walk.links} symbolic links below ${basename(path)} are not followed`);
    watch.watch(walk.parents.map((dir) => join(path, dir)));
    return walk.runs;
  }

  async #take(root: Root, found: FoundRun): Promise<boolean> {
    const { runs, store, onFound } = this.#options;
    const key = runKey(root.path, found.dir, found.single);
    const known = runs.get(key);
    const run =
      known ?? newRunState({ root: root.path, dir: found.dir, single: found.single, path: join(root.path, found.dir) });
    const names = found.events;
    const sameFiles = names.length === run.files.size && names.every((name) => run.files.has(name));
    const sameHead = found.single === '' || JSON.stringify(found.said) === JSON.stringify(run.facts.meta);
    if (known !== undefined && sameFiles && sameHead) return false;
    await run.lock(async () => {
      if (found.single !== '') run.facts = { ...noFacts(), meta: found.said };
      else lookAtFacts(run);
      const totals = known === undefined ? '' : JSON.stringify(run.totals);
      if (known === undefined || !sameHead)
        run.id = await store.putRun({ ...run, facts: JSON.stringify(run.facts), totals });
      await matchFiles(run, names, store);
      for (const file of run.files.values()) file.unsettled = file.cursor.offset === 0;
      run.totals = totalsOf(run.files.values(), run.facts);
      run.version = versionOf(run);
    });
    runs.set(key, run);
    onFound(run);
    return true;
  }
}
