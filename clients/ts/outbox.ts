import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { EventQueueFullError } from './errors.ts';
import { GatheredLog } from './gatheredLog.ts';
import type { JsonObject } from './jsonFile.ts';
import type { Reporter } from './reporter.ts';
import { COUNTERS, type Command, Counter, heavyKibibytes, type News, type SenderStart } from './senderMessages.ts';
import type { Settings } from './settings.ts';
import type { EventLine } from './sink.ts';
import type { CloseStrategy } from './strategies.ts';

const POST_MS = 20;
const POST_LINES = 1_000;
/** Console text and images that wait: one event of these may be large, so that counting events is no bound. */
const MOST_HEAVY_KIBIBYTES = 256 * 1024;
/** A sender that gave no sign of life for this long is not waited for. */
const SILENCE_MS = 30_000;

/** The built thread beside this file; sources that run as they are (tests) take the one that was built last. */
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/client/senderThread.js' : './senderThread.js',
  import.meta.url,
);

/** Events that wait for a server: bounded, in order, each with an id that stays the same however often it is sent. */
export class Outbox {
  readonly #settings: Settings;
  readonly #most: number;
  readonly #reporter: Reporter;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #counters: Int32Array;
  readonly #answers = new Map<number, (news: News) => void>();
  #lines: string[] = [];
  #images: string[] = [];
  #log: GatheredLog | null = null;
  #eventId = 0;
  #answerId = 0;
  #put = 0;
  #heavy = 0;
  #heard = 0;
  #closing = false;
  #closed = false;
  #dead = false;
  #postedAt = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(settings: Settings, start: Omit<SenderStart, 'shared'>, reporter: Reporter) {
    this.#settings = settings;
    this.#most = start.delivery.eventQueueSize;
    this.#reporter = reporter;
    const shared = new SharedArrayBuffer(4 * COUNTERS);
    this.#counters = new Int32Array(shared);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData = { port: port2, start: { ...start, shared } };
    this.#worker = new Worker(THREAD, { workerData, transferList: [port2], execArgv: [], stdin: false });
    this.#worker.on('error', (error) => this.#die(error));
    this.#worker.unref();
    port1.on('message', (news: News) => this.#hear(news));
    port1.unref();
  }

  /** Takes one event. A full queue: by strategy it is dropped, the caller waits, or EventQueueFullError is thrown. */
  put({ head, tail }: EventLine): void {
    if (!this.#makeRoom()) return;
    this.#endLog();
    this.#lines.push(`${head},"event_id":"${this.#nextId()}"${tail}`);
    this.#put++;
    this.#postSoon();
  }

  /** Takes an image event; its text is only made when there is room. */
  putImage(makeLine: () => EventLine): boolean {
    if (!this.#makeRoom(true)) return false;
    const { head, tail } = makeLine();
    const line = `${head},"event_id":"${this.#nextId()}"${tail}`;
    this.#heavy += heavyKibibytes(line);
    this.#put++;
    this.#images.push(line);
    this.#postSoon();
    return true;
  }

  /** Takes console text. It never blocks or throws: a print is no log call; what finds no room is counted. */
  putLog(text: string, step: number | null, timeNs: bigint): void {
    if (this.#log?.join(text, step) === true) return;
    if (this.#closing || this.#isFull(true)) {
      this.#reporter.drop('console output');
      return;
    }
    this.#endLog();
    this.#log = new GatheredLog(this.#nextId(), step, timeNs);
    this.#log.join(text, step);
    this.#put++;
    this.#postSoon();
  }

  patch(patch: JsonObject): void {
    this.#post();
    this.#send({ do: 'patch', patch });
  }

  /** What the sender said since the last time, without a turn of the loop. */
  listen(): void {
    if (Atomics.load(this.#counters, Counter.news) === this.#heard) return;
    for (let got = receiveMessageOnPort(this.#port); got !== undefined; got = receiveMessageOnPort(this.#port))
      this.#hear(got.message as News);
  }

  /** Resolves with the sender's answer, or with null after `ms`. */
  async ask(kind: 'flush' | 'attempt', ms: number | null): Promise<News | null> {
    const id = ++this.#answerId;
    let timer: NodeJS.Timeout | null = null;
    const answer = new Promise<News | null>((resolve) => {
      this.#answers.set(id, resolve);
      if (ms !== null) timer = setTimeout(() => resolve(null), ms);
      if (this.#dead) resolve(null);
    });
    this.#post();
    this.#send({ do: kind, id });
    this.#port.ref();
    try {
      return await answer;
    } finally {
      if (timer !== null) clearTimeout(timer);
      this.#answers.delete(id);
      if (this.#answers.size === 0 && !this.#closing) this.#port.unref();
    }
  }

  /** Ends sending as the strategy says, then the thread. What is left is counted as dropped. */
  async close(strategy: CloseStrategy, status: string | null, reason: string | null): Promise<void> {
    this.#port.ref();
    this.#beginClose(strategy, status, reason);
    while (!this.#closed && !this.#dead)
      await new Promise<void>((resolve) => this.#port.once('message', () => resolve()));
    await this.#end();
  }

  /** The same without a turn of the loop, for a process that is ending. */
  closeNow(strategy: CloseStrategy, status: string | null, reason: string | null): void {
    this.#beginClose(strategy, status, reason);
    let alive = performance.now();
    for (let tick = 0; !this.#closed && performance.now() - alive < SILENCE_MS; ) {
      Atomics.wait(this.#counters, Counter.news, this.#heard, 100);
      this.listen();
      const now = Atomics.load(this.#counters, Counter.tick);
      if (now !== tick) alive = performance.now();
      tick = now;
    }
    if (!this.#closed) this.#die(new Error('it gives no sign of life'));
    void this.#end();
  }

  #beginClose(strategy: CloseStrategy, status: string | null, reason: string | null): void {
    this.#post();
    this.#closing = true;
    this.#send({ do: 'close', strategy, status, reason });
  }

  async #end(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#port.close();
    await this.#worker.terminate();
  }

  #nextId(): string {
    return `${this.#settings.session}:${++this.#eventId}`;
  }

  #endLog(): void {
    if (this.#log === null) return;
    const line = this.#log.line();
    this.#log = null;
    this.#heavy += heavyKibibytes(line);
    this.#lines.push(line);
  }

  /** Gathers events for a moment; a loop that has no turns posts from here. */
  #postSoon(): void {
    if (this.#lines.length >= POST_LINES || performance.now() - this.#postedAt > POST_MS) this.#post();
    else
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        this.#post();
      }, POST_MS);
  }

  #post(): void {
    this.#endLog();
    this.#postedAt = performance.now();
    if (this.#lines.length + this.#images.length === 0) return;
    const { lines, images } = { lines: this.#lines, images: this.#images };
    [this.#lines, this.#images] = [[], []];
    if (this.#dead) this.#reporter.drop('not delivered', lines.length + images.length);
    else this.#send({ do: 'send', lines, images });
  }

  #send(command: Command): void {
    this.#port.postMessage(command);
  }

  #isFull(heavy: boolean): boolean {
    const taken = Atomics.load(this.#counters, Counter.taken);
    if (this.#most > 0 && ((this.#put - taken) | 0) >= this.#most) return true;
    const waits = (this.#heavy - Atomics.load(this.#counters, Counter.heavy)) | 0;
    return heavy && waits > MOST_HEAVY_KIBIBYTES;
  }

  #makeRoom(heavy = false): boolean {
    if (this.#isFull(heavy) && !this.#closing && !this.#dead) this.#meetFullQueue(heavy);
    if (!this.#closing && !this.#isFull(heavy)) return true;
    this.#reporter.drop(this.#closing ? 'closed' : 'queue full');
    return false;
  }

  #meetFullQueue(heavy: boolean): void {
    if (this.#settings.backpressure === 'Raise') {
      this.#reporter.drop('queue full');
      throw new EventQueueFullError(
        `the event queue is full (${this.#most} events wait for the server): raise STEPWELL_EVENT_QUEUE_MAX_SIZE, or use backpressureStrategy "Block" or "DropNew"`,
      );
    }
    if (this.#settings.backpressure !== 'Block') return;
    this.#post();
    while (this.#isFull(heavy)) {
      Atomics.wait(this.#counters, Counter.taken, Atomics.load(this.#counters, Counter.taken), 100);
      this.listen();
    }
  }

  #hear(news: News): void {
    this.#heard = (this.#heard + 1) | 0;
    if (news.news === 'drop') this.#reporter.drop(news.reason, news.count);
    else if (news.news === 'fail') this.#reporter.fail(news.message);
    else if (news.news === 'delivered') this.#reporter.say('Debug', `${news.count} events delivered`);
    else if (news.news === 'closed') this.#closed = true;
    else this.#answers.get(news.id)?.(news);
  }

  /** The thread is gone: what waited in it is lost, and said so. */
  #die(error: Error): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#reporter.fail(`the thread that sends has ended: ${error.message}`);
    this.#reporter.drop('not delivered', (this.#put - Atomics.load(this.#counters, Counter.taken)) | 0);
    for (const answer of this.#answers.values()) answer({ news: 'closed' });
    this.#port.close();
  }
}
