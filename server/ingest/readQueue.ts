import type { RunState } from './runState.ts';

const SIDE_BY_SIDE = 3;

export interface ReadQueueOptions {
  /** Takes in a piece of a run; whether there is more to take at once. */
  read: (run: RunState) => Promise<boolean>;
  /** Whether a run goes before those that are far behind: it is live, and little is to be read. */
  isUrgent: (run: RunState) => boolean;
  /** Nothing is left to read. */
  onIdle: () => void;
}

/** Runs that are behind. Several are read side by side, a piece of each at a time; urgent ones first, else in the order in which they came. */
export class ReadQueue {
  readonly #options: ReadQueueOptions;
  readonly #urgent = new Set<RunState>();
  readonly #others = new Set<RunState>();
  #reading = 0;
  #closed = false;

  constructor(options: ReadQueueOptions) {
    this.#options = options;
  }

  /** Whether anything is read or waits for it. */
  get busy(): boolean {
    return this.#reading > 0 || this.#urgent.size > 0 || this.#others.size > 0;
  }

  has(run: RunState): boolean {
    return this.#urgent.has(run) || this.#others.has(run);
  }

  want(run: RunState): void {
    this.#put(run);
    while (!this.#closed && this.#reading < SIDE_BY_SIDE && this.#urgent.size + this.#others.size > 0) {
      this.#reading++;
      void this.#drain();
    }
  }

  delete(run: RunState): void {
    this.#urgent.delete(run);
    this.#others.delete(run);
  }

  /** What is being read ends; nothing else begins. */
  close(): void {
    this.#closed = true;
    this.#urgent.clear();
    this.#others.clear();
  }

  #put(run: RunState): void {
    const isUrgent = this.#options.isUrgent(run);
    (isUrgent ? this.#others : this.#urgent).delete(run);
    (isUrgent ? this.#urgent : this.#others).add(run);
  }

  async #drain(): Promise<void> {
    for (let run = this.#next(); run !== undefined && !this.#closed; run = this.#next()) {
      if ((await this.#options.read(run)) && !this.#closed) this.#put(run);
    }
    this.#reading--;
    if (!this.busy) this.#options.onIdle();
  }

  #next(): RunState | undefined {
    const [run] = this.#urgent.size > 0 ? this.#urgent : this.#others;
    if (run !== undefined) this.delete(run);
    return run;
  }
}
