import type { RunState } from './runState.ts';

/** The runs by their key (`runKey`), and by the folder that holds them. */
export class RunMap extends Map<string, RunState> {
  readonly #inFolder = new Map<string, Set<RunState>>();
  #changes = 0;

  /** Counts runs that came and went: what was made of the keys holds while it stays. */
  get changes(): number {
    return this.#changes;
  }

  /** Runs of a folder: one, or the single-file runs that lie in it. */
  inFolder(path: string): readonly RunState[] {
    return [...(this.#inFolder.get(path) ?? [])];
  }

  override set(key: string, run: RunState): this {
    if (this.get(key) === run) return this;
    this.delete(key);
    const there = this.#inFolder.get(run.path);
    if (there === undefined) this.#inFolder.set(run.path, new Set([run]));
    else there.add(run);
    this.#changes++;
    return super.set(key, run);
  }

  override delete(key: string): boolean {
    const run = this.get(key);
    if (run === undefined) return false;
    const there = this.#inFolder.get(run.path);
    there?.delete(run);
    if (there?.size === 0) this.#inFolder.delete(run.path);
    this.#changes++;
    return super.delete(key);
  }
}
