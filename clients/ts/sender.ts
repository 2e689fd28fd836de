import { MOST_BATCH_ITEMS } from '../../shared/ingest.ts';
import { askServer, refusal } from './askServer.ts';
import { Attempts } from './attempts.ts';
import { ServerError } from './errors.ts';
import { isObject, type JsonObject, merge } from './jsonFile.ts';
import type { Command, News, SenderStart } from './senderMessages.ts';
import { SenderQueue } from './senderQueue.ts';
import { Waiting } from './waiting.ts';

const HEARTBEAT_MS = 30_000;
const STATUS_PAUSE_MS = 200;
const STATUS_ATTEMPTS = 3;

/**
 * Sends what it is given until the server has it. Events go in their order, one request after another: the last written value
 * of a step wins. Images have no such order: with more than one worker they go beside.
 */
export class Sender {
  readonly #delivery: SenderStart['delivery'];
  readonly #path: string;
  readonly #queue: SenderQueue;
  readonly #tell: (news: News) => void;
  readonly #waiting = new Waiting();
  readonly #attempts: Attempts;
  #patch: JsonObject = {};
  #hurry = false;
  #patching = false;
  #beatenAt = performance.now();
  #deliveredAt = performance.now();
  #imagesStarted = false;

  constructor({ delivery, path, shared }: SenderStart, tell: (news: News) => void) {
    this.#delivery = delivery;
    this.#path = path;
    this.#queue = new SenderQueue(shared);
    this.#tell = tell;
    this.#attempts = new Attempts(delivery, path, this.#waiting, (message) => this.#fail(message));
    void this.#sendEvents();
  }

  take(command: Command): void {
    if (command.do === 'send') {
      for (const line of command.lines) this.#queue.events.push(line);
      if (command.images.length > 0) this.#takeImages(command.images);
    } else if (command.do === 'patch') this.#patch = merge(this.#patch, command.patch);
    else if (command.do === 'flush') void this.#flush(command.id);
    else if (command.do === 'deliver') void this.#deliverAll(command.id, command.attempts, command.free);
    else void this.#close(command);
    this.#waiting.notify();
  }

  get #idle(): boolean {
    return this.#queue.isEmpty && Object.keys(this.#patch).length === 0 && !this.#patching;
  }

  get #over(): boolean {
    return this.#attempts.over;
  }

  /** Further workers, once there is an image to send. */
  #takeImages(images: string[]): void {
    this.#queue.images.push(...images);
    if (this.#imagesStarted || this.#delivery.workers === 1) return;
    this.#imagesStarted = true;
    for (let n = 1; n < this.#delivery.workers; n++) void this.#sendImages();
  }

  async #sendEvents(): Promise<void> {
    const limit = Math.min(MOST_BATCH_ITEMS, this.#delivery.dispatchQueueSize || MOST_BATCH_ITEMS);
    const alone = this.#delivery.workers === 1;
    while (!this.#over) {
      await this.#gather(limit, alone);
      if (this.#over) return;
      const batch = this.#queue.takeBatch(limit);
      if (batch.length > 0) await this.#deliver(batch);
      const image = alone ? this.#queue.takeImage() : null;
      if (image !== null) await this.#deliver(image);
      await this.#sendPatch();
    }
  }

  /** Waits for something to send, then a moment for more of it. */
  async #gather(limit: number, alone: boolean): Promise<void> {
    const some = (): boolean =>
      this.#queue.events.length > 0 ||
      Object.keys(this.#patch).length > 0 ||
      this.#over ||
      (alone && this.#queue.images.length > 0);
    await this.#waiting.until(some, this.#beatenAt + HEARTBEAT_MS - performance.now());
    await this.#waiting.until(
      () => this.#hurry || this.#queue.events.length >= limit || this.#over,
      this.#delivery.flushDelay,
    );
    if (this.#queue.events.length <= limit) this.#hurry = false;
  }

  async #sendImages(): Promise<void> {
    while (!this.#over) {
      await this.#waiting.until(() => this.#queue.images.length > 0 || this.#over, Number.POSITIVE_INFINITY);
      const image = this.#over ? null : this.#queue.takeImage();
      if (image !== null) await this.#deliver(image);
    }
  }

  /** Sends a batch until it is accepted or given up; what is given up is counted. */
  async #deliver(batch: string[]): Promise<void> {
    try {
      const { body } = await this.#attempts.repeat({
        method: 'POST',
        path: '/events',
        body: batch.join('\n'),
        type: 'application/x-ndjson',
      });
      this.#noteRejected(body);
      this.#deliveredAt = performance.now();
      this.#tell({ news: 'delivered', count: batch.length });
    } catch (error) {
      if (error instanceof ServerError && error.status === 413 && batch.length > 1) {
        for (const half of this.#queue.halve(batch)) await this.#deliver(half);
        return;
      }
      if (!(error instanceof ServerError)) this.#fail(`${(error as Error).message}`);
      // What `abandon` threw away has been counted there.
      if (!this.#attempts.abandoned) this.#drop('not delivered', batch.length);
    }
    this.#queue.settle(batch);
    this.#waiting.notify();
  }

  #noteRejected({ rejected }: JsonObject): void {
    if (!Array.isArray(rejected) || rejected.length === 0) return;
    this.#drop('refused by the server', rejected.length);
    for (const one of rejected.slice(0, 10))
      if (isObject(one)) this.#fail(`the server refuses an event: ${one.field}: ${one.detail}`);
  }

  async #sendPatch(): Promise<void> {
    const isBeat = performance.now() - this.#beatenAt >= HEARTBEAT_MS;
    const patch = isBeat ? { ...this.#patch, heartbeat: true } : this.#patch;
    const isOnlyBeat = isBeat && Object.keys(patch).length === 1;
    if (Object.keys(patch).length === 0) return;
    this.#patch = {};
    this.#patching = true;
    if (isBeat) this.#beatenAt = performance.now();
    try {
      await this.#attempts.repeat({ method: 'PATCH', path: '', body: JSON.stringify(patch), onlyOnce: isOnlyBeat });
    } catch {
      if (!isOnlyBeat) this.#drop('changes of status, config, tags or summary', 1);
    }
    this.#patching = false;
    this.#waiting.notify();
  }

  async #flush(id: number): Promise<void> {
    this.#hurry = true;
    await this.#waiting.until(() => this.#idle || this.#over, Number.POSITIVE_INFINITY);
    this.#tell({ news: 'flushed', id });
  }

  async #deliverAll(id: number, attempts: number, free: boolean): Promise<void> {
    this.#hurry = true;
    const asked = this.#attempts.begin(attempts, free);
    await this.#waiting.until(() => this.#idle || asked.left <= 0 || this.#over, Number.POSITIVE_INFINITY);
    this.#attempts.end(asked);
    const status = this.#patching || Object.keys(this.#patch).length > 0;
    const failures = this.#idle ? 0 : asked.failures;
    this.#tell({ news: 'delivery', id, pending: { ...this.#queue.count(), status, failures } });
  }

  async #close({ strategy, status, reason }: Extract<Command, { do: 'close' }>): Promise<void> {
    const { timeout, ingestTimeout, dispatchQueueSize, closePatience } = this.#delivery;
    this.#hurry = true;
    if (strategy === 'CompletePending') {
      this.#drop('discarded on close', this.#queue.trim(dispatchQueueSize || MOST_BATCH_ITEMS));
      this.#attempts.deadline = performance.now() + timeout;
      this.#waiting.notify();
      const ended = (): boolean => this.#idle || (this.#over && this.#queue.inFlight.length === 0);
      await this.#waiting.until(ended, timeout + ingestTimeout);
    } else if (strategy === 'CompleteAll') {
      // As long as the server takes something now and then.
      for (this.#deliveredAt = performance.now(); !this.#idle; ) {
        const left = this.#deliveredAt + closePatience - performance.now();
        if (left <= 0) break;
        await this.#waiting.until(() => this.#idle, Math.min(left, 500));
        this.#hurry = true;
      }
    }
    this.#abandon();
    if (status !== null) await this.#sendStatus(status, reason, strategy === 'Immediate' ? 1 : STATUS_ATTEMPTS);
    this.#tell({ news: 'closed' });
  }

  /** Gives up what waits and what is on its way. */
  #abandon(): void {
    this.#drop('not awaited on close', this.#queue.clear());
    this.#attempts.abandon();
  }

  async #sendStatus(status: string, reason: string | null, attempts: number): Promise<void> {
    const { server, apiKey, timeout } = this.#delivery;
    const body = JSON.stringify({ ...this.#patch, status, exit_reason: reason });
    let told = '';
    for (let attempt = 1; attempt <= attempts; attempt++) {
      try {
        const answer = await askServer(server, { method: 'PATCH', path: this.#path, body, timeout, apiKey });
        if (answer.status === 200) return;
        told = refusal(server, answer).message;
      } catch (error) {
        told = (error as Error).message;
      }
      if (attempt < attempts) await this.#waiting.until(() => false, STATUS_PAUSE_MS * attempt);
    }
    this.#fail(`the run's status ${status} was not delivered: ${told}`);
  }

  #drop(reason: string, count: number): void {
    if (count > 0) this.#tell({ news: 'drop', reason, count });
  }

  #fail(message: string): void {
    this.#tell({ news: 'fail', message });
  }
}
