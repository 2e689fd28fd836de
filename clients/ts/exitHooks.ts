const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const LONGEST_REASON = 1000;
const LOOK_MS = 100;
/** A loop without a turn for this long cannot be told of a signal. */
const BLOCKED_MS = 1_000;

export type EndStatus = 'finished' | 'failed' | 'interrupted';

/** An exception as exit reason: "RangeError: text". */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : `threw ${String(error)}`;
  return text.slice(0, LONGEST_REASON);
}

/** Gives a run its end when the process ends: by itself, by an exception, by process.exit, or by a signal that ends it. */
export class ExitHooks {
  readonly finish: (status: EndStatus, reason: string | null) => void;

  /** `finish` must have done its work when it returns. */
  constructor(finish: (status: EndStatus, reason: string | null) => void) {
    this.finish = finish;
  }

  install(): this {
    ends.add(this);
    return this;
  }

  remove(): void {
    ends.remove(this);
  }

  /**
   * To be called now and then from the training itself. Node hands a signal over between turns of its loop: while training
   * gives it none, a listener would make the process deaf to Ctrl-C, so there is none until the loop turns again.
   */
  look(): void {
    ends.look();
  }
}

/** Does `work` as the process ends, behind all hooks; not when a signal ends it. The answer takes it back. */
export function atExit(work: () => void): () => void {
  ends.addLast(work);
  return () => ends.removeLast(work);
}

/** One set of listeners for all runs of the process: a signal ends all of them. */
class ProcessEnds {
  readonly #hooks = new Set<ExitHooks>();
  readonly #last = new Set<() => void>();
  readonly #taken = new Set<NodeJS.Signals>();
  #error: string | null = null;
  #turnedAt = 0;
  #timer: NodeJS.Timeout | null = null;

  add(hooks: ExitHooks): void {
    this.#hooks.add(hooks);
    this.#listen();
    if (this.#hooks.size > 1) return;
    process.on('uncaughtExceptionMonitor', this.#onError);
    this.#timer = setInterval(() => this.#turn(), LOOK_MS).unref();
    this.#turn();
  }

  remove(hooks: ExitHooks): void {
    if (!this.#hooks.delete(hooks) || this.#hooks.size > 0) return;
    process.off('uncaughtExceptionMonitor', this.#onError);
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#error = null;
    this.#letGo();
    this.#listen();
  }

  addLast(work: () => void): void {
    this.#last.add(work);
    this.#listen();
  }

  removeLast(work: () => void): void {
    this.#last.delete(work);
    this.#listen();
  }

  look(): void {
    if (this.#taken.size > 0 && performance.now() - this.#turnedAt > BLOCKED_MS) this.#letGo();
  }

  #listen(): void {
    process.off('exit', this.#onExit);
    if (this.#hooks.size + this.#last.size > 0) process.on('exit', this.#onExit);
  }

  /** Signals are only taken where nobody else has taken them. */
  #turn(): void {
    this.#turnedAt = performance.now();
    for (const signal of SIGNALS) {
      if (this.#taken.has(signal) || process.listenerCount(signal) > 0) continue;
      process.on(signal, this.#onSignal);
      this.#taken.add(signal);
    }
  }

  #letGo(): void {
    for (const signal of this.#taken) process.off(signal, this.#onSignal);
    this.#taken.clear();
  }

  #end(status: EndStatus, reason: string | null): void {
    for (const hooks of [...this.#hooks]) {
      this.remove(hooks);
      hooks.finish(status, reason);
    }
  }

  readonly #onError = (error: unknown): void => {
    this.#error = reasonOf(error);
  };

  readonly #onExit = (given: number): void => {
    // Node itself sets the code of a module that never ended in a listener of its own.
    const code = process.exitCode ?? given;
    if (Number(code) === 0) this.#end('finished', null);
    else this.#end('failed', this.#error ?? `exit code ${code}`);
    for (const work of [...this.#last]) work();
  };

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    // Where somebody else listens by now, he decides whether the process ends.
    if (process.listenerCount(signal) > 1) return;
    this.#letGo();
    this.#end('interrupted', signal);
    process.kill(process.pid, signal);
  };
}

const ends = new ProcessEnds();
