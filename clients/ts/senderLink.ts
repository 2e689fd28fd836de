import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Reporter } from './reporter.ts';
import { COUNTERS, type Command, Counter, type News, type SenderStart } from './senderMessages.ts';

/** A sender that gave no sign of life for this long is not waited for. */
const SILENCE_MS = 30_000;
const LOOK_MS = 100;

/** The built thread beside this file; sources that run as they are (tests) take the one that was built last. */
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/client/senderThread.js' : './senderThread.js',
  import.meta.url,
);

/** The training thread's end of the line to the sender's thread. Keeps the process alive only while somebody waits for an answer. */
export class SenderLink {
  readonly counters: Int32Array;
  readonly #reporter: Reporter;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #answers = new Map<number, (news: News | null) => void>();
  #heard = 0;
  #closed = false;
  #dead = false;
  /** How many commands were sent. */
  sent = 0;

  constructor(start: Omit<SenderStart, 'shared'>, reporter: Reporter, thread: URL = THREAD) {
    const shared = new SharedArrayBuffer(4 * COUNTERS);
    this.counters = new Int32Array(shared);
    this.#reporter = reporter;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData = { port: port2, start: { ...start, shared } };
    this.#worker = new Worker(thread, { workerData, transferList: [port2], execArgv: [], stdin: false });
    this.#worker.on('error', (error) => this.#die(error.message));
    this.#worker.unref();
    port1.on('message', (news: News) => this.#hear(news));
    port1.unref();
  }

  /** The thread has ended of itself: what it had is lost. */
  get dead(): boolean {
    return this.#dead;
  }

  send(command: Command): void {
    this.sent++;
    this.#port.postMessage(command);
  }

  /** What the sender said since the last time, without a turn of the loop. */
  listen(): void {
    if (Atomics.load(this.counters, Counter.news) === this.#heard) return;
    for (let got = receiveMessageOnPort(this.#port); got !== undefined; got = receiveMessageOnPort(this.#port))
      this.#hear(got.message as News);
  }

  /** Resolves with the sender's answer, or with null after `ms` or when it is dead. */
  async ask(command: Extract<Command, { id: number }>, ms: number | null): Promise<News | null> {
    if (this.#dead) return null;
    let timer: NodeJS.Timeout | null = null;
    const answer = new Promise<News | null>((resolve) => {
      this.#answers.set(command.id, resolve);
      if (ms !== null) timer = setTimeout(() => resolve(null), ms);
    });
    this.send(command);
    this.#port.ref();
    try {
      return await answer;
    } finally {
      if (timer !== null) clearTimeout(timer);
      this.#answers.delete(command.id);
      if (this.#answers.size === 0) this.#port.unref();
    }
  }

  /** Resolves once the sender has closed. */
  async close(command: Extract<Command, { do: 'close' }>): Promise<void> {
    this.send(command);
    this.#port.ref();
    while (!this.#closed && !this.#dead)
      await new Promise<void>((resolve) => this.#port.once('message', () => resolve()));
    await this.stop();
  }

  /** Returns once the sender has closed, without a turn of the loop. */
  closeNow(command: Extract<Command, { do: 'close' }>): void {
    this.send(command);
    this.waitWhile(() => !this.#closed, Counter.news);
    void this.stop();
  }

  /** Returns once `holds` does no longer, or the sender is dead. Looks when the counter moves, without a turn of the loop. */
  waitWhile(holds: () => boolean, counter: number): void {
    let [alive, tick] = [performance.now(), 0];
    for (this.listen(); holds() && !this.#dead; this.listen()) {
      Atomics.wait(this.counters, counter, Atomics.load(this.counters, counter), LOOK_MS);
      const now = Atomics.load(this.counters, Counter.tick);
      if (now !== tick) alive = performance.now();
      tick = now;
      if (performance.now() - alive > SILENCE_MS) this.#die('it gives no sign of life');
    }
  }

  async stop(): Promise<void> {
    this.#port.close();
    await this.#worker.terminate();
  }

  #hear(news: News): void {
    this.#heard = (this.#heard + 1) | 0;
    if (news.news === 'drop') this.#reporter.drop(news.reason, news.count);
    else if (news.news === 'fail') this.#reporter.fail(news.message);
    else if (news.news === 'delivered') this.#reporter.say('Debug', `${news.count} events delivered`);
    else if (news.news === 'closed') this.#closed = true;
    else this.#answers.get(news.id)?.(news);
  }

  #die(reason: string): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#reporter.fail(`the thread that sends has ended: ${reason}`);
    for (const answer of this.#answers.values()) answer(null);
    // Whoever waits in `close` looks again.
    this.#port.emit('message', { news: 'closed' });
    this.#port.close();
  }
}
