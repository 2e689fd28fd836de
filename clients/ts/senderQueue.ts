import { Counter, heavyKibibytes } from './senderMessages.ts';

const MOST_BATCH_CHARACTERS = 8 * 1024 * 1024;
const ANNOTATION = /^\{"ts":[^,]*,"type":"annotation"/;
const HEAVY = /^\{"ts":[^,]*,"type":"(log|image)"/;

/** What the sender has been given and the server does not have. What is taken is in flight until it is settled. */
export class SenderQueue {
  readonly #counters: Int32Array;
  readonly events: string[] = [];
  readonly images: string[] = [];
  inFlight: string[][] = [];

  constructor(shared: SharedArrayBuffer) {
    this.#counters = new Int32Array(shared);
  }

  get isEmpty(): boolean {
    return this.events.length + this.images.length + this.inFlight.length === 0;
  }

  /** The next events in order, as many as one request may hold. */
  takeBatch(most: number): string[] {
    let [count, size] = [0, 0];
    for (; count < Math.min(most, this.events.length); count++) {
      size += this.events[count]?.length ?? 0;
      if (count > 0 && size > MOST_BATCH_CHARACTERS) break;
    }
    return this.#taken(this.events.splice(0, count));
  }

  takeImage(): string[] | null {
    const image = this.images.shift();
    return image === undefined ? null : this.#taken([image]);
  }

  /** Two requests instead of one that was too large. */
  halve(batch: string[]): string[][] {
    const halves = [batch.slice(0, batch.length >> 1), batch.slice(batch.length >> 1)];
    this.inFlight = [...this.inFlight.filter((one) => one !== batch), ...halves];
    return halves;
  }

  settle(batch: string[]): void {
    this.inFlight = this.inFlight.filter((one) => one !== batch);
  }

  /** Keeps the `most` oldest events and as many images; returns how many were thrown away. */
  trim(most: number): number {
    const tooMany = Math.max(0, this.events.length - most) + Math.max(0, this.images.length - most);
    this.events.length = Math.min(this.events.length, most);
    this.images.length = Math.min(this.images.length, most);
    return tooMany;
  }

  /** Throws away what waits; returns how many events that were, with those in flight. */
  clear(): number {
    return this.trim(0) + this.inFlight.flat().length;
  }

  /** How many events wait, and how many of them are annotations. */
  count(): { metrics: number; annotations: number } {
    const lines = [...this.inFlight.flat(), ...this.events, ...this.images];
    const annotations = lines.filter((line) => ANNOTATION.test(line)).length;
    return { metrics: lines.length - annotations, annotations };
  }

  #taken(batch: string[]): string[] {
    if (batch.length > 0) this.inFlight.push(batch);
    const heavy = batch.reduce((sum, line) => sum + (HEAVY.test(line) ? heavyKibibytes(line) : 0), 0);
    Atomics.add(this.#counters, Counter.heavy, heavy);
    Atomics.add(this.#counters, Counter.taken, batch.length);
    Atomics.notify(this.#counters, Counter.taken);
    return batch;
  }
}
