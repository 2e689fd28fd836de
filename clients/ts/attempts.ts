import { askServer, refusal, type ServerAnswer } from './askServer.ts';
import { ServerError } from './errors.ts';
import type { Delivery } from './settings.ts';
import type { Waiting } from './waiting.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 15_000;
const LONGEST_ASKED_MS = 60_000;
/** Answers that a restarted server may give before it knows its runs and keys again: repeated a few times only. */
const UNSURE = new Set([401, 403, 404, 409]);
const UNSURE_ATTEMPTS = 6;

export interface RunRequest {
  method: 'POST' | 'PATCH';
  /** Behind the run's own path. */
  path: string;
  body: string;
  type?: string;
  /** No second attempt: the next one says the same. */
  onlyOnce?: boolean;
}

/** A delivery that somebody waits for: it ends when nothing waits, or after so many failures. */
export interface AskedDelivery {
  left: number;
  failures: number;
  /** Its attempts count against nobody's budget of retries. */
  readonly free: boolean;
}

/** Repeats requests until the server takes them. */
export class Attempts {
  readonly #delivery: Delivery;
  readonly #path: string;
  readonly #waiting: Waiting;
  readonly #fail: (message: string) => void;
  readonly #abort = new AbortController();
  readonly #asked = new Set<AskedDelivery>();
  #calls = 0;
  /** No request is begun after this moment. */
  deadline = Number.POSITIVE_INFINITY;

  constructor(delivery: Delivery, path: string, waiting: Waiting, fail: (message: string) => void) {
    this.#delivery = delivery;
    this.#path = path;
    this.#waiting = waiting;
    this.#fail = fail;
  }

  get over(): boolean {
    return performance.now() >= this.deadline;
  }

  get abandoned(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Makes the next attempt at once, and those of this delivery at its own pace. */
  begin(attempts: number, free: boolean): AskedDelivery {
    const asked = { left: attempts, failures: 0, free };
    this.#asked.add(asked);
    this.#calls++;
    this.#waiting.notify();
    return asked;
  }

  end(asked: AskedDelivery): void {
    this.#asked.delete(asked);
  }

  /** Ends what is on its way; nothing is begun any more. */
  abandon(): void {
    this.deadline = performance.now();
    this.#abort.abort();
    this.#waiting.notify();
  }

  /** Rejects with ServerError when the server refuses, or when there is no time or patience left. */
  async repeat(request: RunRequest): Promise<ServerAnswer> {
    const mostRetries = request.onlyOnce === true ? 0 : (this.#delivery.maxRetries ?? Number.POSITIVE_INFINITY);
    for (let [attempt, retries] = [1, 0]; ; attempt++) {
      const { answer, error } = await this.#ask(request);
      if (error === null) return answer;
      if (error.status === 413) throw error;
      if (!this.abandoned) this.#fail(error.message);
      if (retries >= mostRetries || isFinal(error, attempt)) throw error;
      for (const asked of this.#asked) {
        asked.left--;
        asked.failures++;
      }
      this.#waiting.notify();
      await this.#pause(attempt, answer?.wait ?? 0);
      if (this.over) throw error;
      if (!this.#active.some(({ free }) => free)) retries++;
    }
  }

  get #active(): AskedDelivery[] {
    return [...this.#asked].filter(({ left }) => left > 0);
  }

  async #ask({ method, path, body, type }: RunRequest) {
    const { server, apiKey, ingestTimeout, timeout } = this.#delivery;
    try {
      const answer = await askServer(server, {
        method,
        path: this.#path + path,
        body,
        timeout: method === 'PATCH' ? timeout : ingestTimeout,
        apiKey,
        signal: this.#abort.signal,
        ...(type === undefined ? {} : { type }),
      });
      const isTaken = answer.status === 200 || answer.status === 201;
      return isTaken ? { answer, error: null } : { answer, error: refusal(server, answer) };
    } catch (error) {
      if (error instanceof ServerError) return { answer: null, error };
      throw error;
    }
  }

  /** Waits twice as long each time. A delivery that begins, or a new deadline, ends the pause. */
  async #pause(attempt: number, wanted: number): Promise<void> {
    const failures = Math.min(attempt, ...this.#active.map((asked) => asked.failures));
    const own = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
    const pause = Math.max(own * (0.7 + 0.3 * Math.random()), Math.min(wanted, LONGEST_ASKED_MS));
    const [deadline, calls] = [this.deadline, this.#calls];
    const isCalled = (): boolean => this.deadline !== deadline || this.#calls !== calls;
    await this.#waiting.until(isCalled, Math.min(pause, deadline - performance.now()));
  }
}

function isFinal({ status }: ServerError, attempt: number): boolean {
  if (status === null || status >= 500 || status === 408 || status === 429) return false;
  return !UNSURE.has(status) || attempt >= UNSURE_ATTEMPTS;
}
