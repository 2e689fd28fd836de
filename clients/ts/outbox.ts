import { EventQueueFullError } from './errors.ts';
import { GatheredLog } from './gatheredLog.ts';
import type { JsonObject } from './jsonFile.ts';
import type { Reporter } from './reporter.ts';
import { SenderLink } from './senderLink.ts';
import { Counter, heavyKibibytes, type SenderStart } from './senderMessages.ts';
import { type Delivered, type EventLine, NOTHING_PENDING } from './sink.ts';
import type { BackpressureStrategy, CloseStrategy } from './strategies.ts';

const POST_MS = 20;
const POST_LINES = 1_000;
/** Console text and images that wait: one event of these may be large, so that counting events is no bound. */
const MOST_HEAVY_KIBIBYTES = 256 * 1024;
/** Events that wait for a server: bounded, in order, each with an id that stays the same however often it is sent. */
export class Outbox {
  readonly #backpressure: BackpressureStrategy;
  readonly #nextId: () => string;
  readonly #most: number;
  readonly #reporter: Reporter;
  readonly #link: SenderLink;
  #lines: string[] = [];
  #images: string[] = [];
  #log: GatheredLog | null = null;
  #answerId = 0;
  #put = 0;
  #heavy = 0;
  #closing = false;
  #postedAt = 0;
  #timer: NodeJS.Timeout | null = null;

  /** `nextId` gives each event its id: `<session>:<n>`. */
  constructor(
    start: Omit<SenderStart, 'shared'>,
    backpressure: BackpressureStrategy,
    reporter: Reporter,
    nextId: () => string,
    thread?: URL,
  ) {
    this.#backpressure = backpressure;
    this.#nextId = nextId;
    this.#most = start.delivery.eventQueueSize;
    this.#reporter = reporter;
    this.#link = new SenderLink(start, reporter, thread);
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
    this.#link.send({ do: 'patch', patch });
  }

  /** What the sender said since the last time, without a turn of the loop. */
  listen(): void {
    this.#link.listen();
  }

  /** Resolves with whether nothing waits any more, within `ms`. */
  async flush(ms: number | null): Promise<boolean> {
    this.#post();
    const answer = await this.#link.ask({ do: 'flush', id: ++this.#answerId }, ms);
    return answer?.news === 'flushed';
  }

  /** So many attempts to deliver what waits. `isQuiet`: nothing does, and nothing came meanwhile. */
  async deliver(attempts: number, free: boolean): Promise<{ pending: Delivered; isQuiet: boolean }> {
    this.#post();
    const asked = this.#link.ask({ do: 'deliver', id: ++this.#answerId, attempts, free }, null);
    const { sent } = this.#link;
    const answer = await asked;
    this.#countLost();
    const pending = answer?.news === 'delivery' ? answer.pending : NOTHING_PENDING;
    const isEmpty = pending.metrics + pending.annotations === 0 && !pending.status;
    return { pending, isQuiet: isEmpty && sent === this.#link.sent && this.#lines.length === 0 && this.#log === null };
  }

  /** Ends the thread of an outbox that is quiet. */
  async stop(): Promise<void> {
    this.#beginClose();
    await this.#link.stop();
  }

  /** Ends sending as the strategy says, then the thread. What is left is counted as dropped. */
  async close(strategy: CloseStrategy, status: string | null, reason: string | null): Promise<void> {
    this.#beginClose();
    await this.#link.close({ do: 'close', strategy, status, reason });
    this.#countLost();
  }

  /** The same without a turn of the loop, for a process that is ending. */
  closeNow(strategy: CloseStrategy, status: string | null, reason: string | null): void {
    this.#beginClose();
    this.#link.closeNow({ do: 'close', strategy, status, reason });
    this.#countLost();
  }

  #beginClose(): void {
    this.#post();
    this.#closing = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** A thread that died counted nothing. */
  #countLost(): void {
    if (!this.#link.dead) return;
    const taken = Atomics.load(this.#link.counters, Counter.taken);
    this.#reporter.drop('not delivered', (this.#put - taken) | 0);
    this.#put = taken;
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
    this.#link.send({ do: 'send', lines, images });
  }

  #isFull(heavy: boolean): boolean {
    const taken = Atomics.load(this.#link.counters, Counter.taken);
    if (this.#most > 0 && ((this.#put - taken) | 0) >= this.#most) return true;
    const waits = (this.#heavy - Atomics.load(this.#link.counters, Counter.heavy)) | 0;
    return heavy && waits > MOST_HEAVY_KIBIBYTES;
  }

  #makeRoom(heavy = false): boolean {
    if (this.#isFull(heavy) && !this.#closing && !this.#link.dead) this.#meetFullQueue(heavy);
    if (!this.#closing && !this.#isFull(heavy)) return true;
    this.#reporter.drop(this.#closing ? 'closed' : 'queue full');
    return false;
  }

  #meetFullQueue(heavy: boolean): void {
    if (this.#backpressure === 'Raise') {
      this.#reporter.drop('queue full');
      throw new EventQueueFullError(
        `the event queue is full (${this.#most} events wait for the server): raise STEPWELL_EVENT_QUEUE_MAX_SIZE, or use backpressureStrategy "Block" or "DropNew"`,
      );
    }
    if (this.#backpressure !== 'Block') return;
    this.#post();
    this.#link.waitWhile(() => this.#isFull(heavy), Counter.taken);
  }
}
