import type { FileHandle } from 'node:fs/promises';
import { LOG_FILE, type LogState } from '../../shared/logs.ts';
import { type FileSignature, fileSignature } from '../files/fileSignature.ts';
import { type OpenedFile, type OpenFailure, openInside } from '../files/openInside.ts';
import { type ContentGuard, guardHolds, takeGuard } from './contentGuard.ts';
import type { LineCounter } from './lineCounter.ts';
import { LineIndex } from './lineIndex.ts';

/** The log as it was when it was opened. The handle is closed when the task that got this is done. */
export interface OpenLog {
  handle: FileHandle;
  size: number;
  generation: string;
  index: LineIndex;
}

const PROBLEMS: Record<OpenFailure, string | null> = {
  missing: null,
  refused: `${LOG_FILE} points outside the run's folder`,
  irregular: `${LOG_FILE} is not a regular file`,
  unreadable: `${LOG_FILE} cannot be read`,
};

/** Changes that follow each other this fast may carry one time stamp. */
const STAMP_NS = 20_000_000n;

interface Seen extends FileSignature {
  guard: ContentGuard;
  /** Whether a further change would show in the signature. */
  settled: boolean;
}

/**
 * What the server knows of one log: which file it is, and its line index. The file is opened for each task and never kept
 * open, so that it can be deleted and replaced freely.
 *
 * Which file it is, is decided by content: a file that still begins with what was there at the last look has grown, by
 * whatever way (also when a copying tool put a longer copy in its place); any other is a new generation.
 */
export class LogFile {
  readonly #folder: string;
  readonly #counter: LineCounter;
  readonly #instance: string;
  #generation = 0;
  #seen: Seen | null = null;
  #problem: string | null = null;
  #index = new LineIndex();
  #looking: Promise<unknown> = Promise.resolve();
  #counting: Promise<void> | null = null;
  #version = 0;
  readonly #listeners = new Set<() => void>();

  /** `instance` tells this server process from others in the generations that it gives out. */
  constructor(folder: string, counter: LineCounter, instance: string) {
    this.#folder = folder;
    this.#counter = counter;
    this.#instance = instance;
  }

  get folder(): string {
    return this.#folder;
  }

  /** Goes up with each change of `state()`. */
  get version(): number {
    return this.#version;
  }

  state(): LogState {
    const size = this.#seen?.size ?? 0;
    const counted = this.#index.scanned >= size;
    return {
      exists: this.#seen !== null,
      problem: this.#problem,
      generation: this.#name(),
      size,
      indexed: Math.min(this.#index.scanned, size),
      total: counted ? this.#index.lines : null,
    };
  }

  /** Opens the log, looks whether it is still the same, and runs the task on it; with null when there is none. */
  async use<T>(task: (log: OpenLog | null) => Promise<T>): Promise<T> {
    const file = await this.#serially(() => this.#openAndLook());
    if (file === null) return await task(null);
    try {
      return await task({ handle: file.handle, size: file.size, generation: this.#name(), index: this.#index });
    } finally {
      await file.handle.close();
    }
  }

  /** Looks whether the log changed. Opens it only when its signature says so, or when `thorough`. */
  async look(thorough = false): Promise<void> {
    if (!thorough && !(await this.#mayHaveChanged())) return;
    await this.use(async () => undefined);
  }

  /** Counts until line `line` has its place in the index, or the log has no more lines. Rejects when aborted. */
  async countTo(line: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#index.lines < line && (await this.countOn())) {
      // Each turn is bounded, so that an abort is noticed.
    }
    signal.throwIfAborted();
  }

  /** Counts a turn further; false when there was nothing to count. */
  async countOn(): Promise<boolean> {
    const index = this.#index;
    const before = index.scanned;
    if (before >= (this.#seen?.size ?? 0)) return false;
    this.#counting ??= this.#countTurn().finally(() => {
      this.#counting = null;
    });
    await this.#counting;
    // A file that is shorter than it says must not be asked for ever.
    return this.#index !== index || index.scanned > before;
  }

  /** Called after each change of `state()`. Returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #name(): string {
    return `${this.#instance}-${this.#generation}`;
  }

  /** Opening is part of what must not overlap: an older look would take the newer one's growth for a truncation. */
  #serially<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#looking.then(task, task);
    this.#looking = result.catch(() => undefined);
    return result;
  }

  async #openAndLook(): Promise<OpenedFile | null> {
    const result = await openInside(this.#folder, LOG_FILE);
    if (!result.ok) {
      this.#lost(result.reason);
      return null;
    }
    try {
      await this.#take(result.file);
      return result.file;
    } catch (error) {
      await result.file.handle.close();
      throw error;
    }
  }

  /** A file that cannot be read just now (a network that stutters) is not taken for a file that went. */
  #lost(reason: OpenFailure): void {
    const problem = PROBLEMS[reason];
    if (reason !== 'unreadable' && this.#seen !== null) this.#startAnew();
    else if (problem === this.#problem) return;
    this.#problem = problem;
    this.#tell();
  }

  async #take({ handle, dev, ino, size, mtimeNs }: OpenedFile): Promise<void> {
    const seen = this.#seen;
    const signature = { dev, ino, size, mtimeNs };
    if (seen?.settled && sameSignature(seen, signature) && this.#problem === null) return;
    const anew = seen !== null && !(size >= seen.size && (await guardHolds(seen.guard, handle)));
    if (anew) this.#startAnew();
    else if (seen !== null && isOddChange(seen, signature)) this.#index = new LineIndex();
    const guard = await takeGuard(handle, size);
    this.#seen = { ...signature, guard, settled: BigInt(Date.now()) * 1_000_000n - mtimeNs > STAMP_NS };
    this.#problem = null;
    if (anew || seen === null || !sameSignature(seen, signature)) this.#tell();
  }

  #startAnew(): void {
    this.#generation++;
    this.#seen = null;
    this.#index = new LineIndex();
  }

  async #mayHaveChanged(): Promise<boolean> {
    const now = await fileSignature(this.#folder, LOG_FILE);
    if (now === null) return this.#seen !== null || this.#problem !== null;
    return this.#seen === null || !this.#seen.settled || !sameSignature(now, this.#seen);
  }

  async #countTurn(): Promise<void> {
    await this.use(async (log) => {
      if (log === null) return;
      await this.#counter.countOn(log.handle, log.index, log.size);
    });
    this.#tell();
  }

  #tell(): void {
    this.#version++;
    for (const listener of [...this.#listeners]) listener();
  }
}

function sameSignature(a: FileSignature, b: FileSignature): boolean {
  return a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs;
}

/** Another file with the same content, or one touched without growing: it goes on, but its lines are counted again. */
function isOddChange(seen: FileSignature, now: FileSignature): boolean {
  return now.ino !== seen.ino || now.dev !== seen.dev || (now.size === seen.size && now.mtimeNs !== seen.mtimeNs);
}
