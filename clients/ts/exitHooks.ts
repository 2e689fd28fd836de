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
  readonly #finish: (status: EndStatus, reason: string | null) => void;
  readonly #taken = new Set<NodeJS.Signals>();
  #error: string | null = null;
  #turnedAt = performance.now();
  #timer: NodeJS.Timeout | null = null;

  /** `finish` must have done its work when it returns. */
  constructor(finish: (status: EndStatus, reason: string | null) => void) {
    this.#finish = finish;
  }

  install(): this {
    process.on('exit', this.#onExit);
    process.on('uncaughtExceptionMonitor', this.#onError);
    this.#timer = setInterval(() => this.#turn(), LOOK_MS).unref();
    this.#turn();
    return this;
  }

  remove(): void {
    process.off('exit', this.#onExit);
    process.off('uncaughtExceptionMonitor', this.#onError);
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#letGo();
  }

  /**
   * To be called now and then from the training itself. Node hands a signal over between turns of its loop: while training
   * gives it none, a listener would make the process deaf to Ctrl-C, so there is none until the loop turns again.
   */
  look(): void {
    if (this.#taken.size > 0 && performance.now() - this.#turnedAt > BLOCKED_MS) this.#letGo();
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

  readonly #onError = (error: unknown): void => {
    this.#error = reasonOf(error);
  };

  readonly #onExit = (given: number): void => {
    this.remove();
    // Node itself sets the code of a module that never ended in a listener of its own.
    const code = process.exitCode ?? given;
    if (Number(code) === 0) this.#finish('finished', null);
    else this.#finish('failed', this.#error ?? `exit code ${code}`);
  };

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    const isOurs = process.listenerCount(signal) === 1;
    // Somebody else listens by now, and decides whether the process ends.
    if (!isOurs) return;
    this.remove();
    this.#finish('interrupted', signal);
    process.kill(process.pid, signal);
  };
}
