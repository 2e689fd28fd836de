/**
 * Passes values on per topic: the first at once, later ones at most every `everyMs`, and always the last one. A value that
 * is overtaken while it waits is dropped, so values must be states ("is now at …"), never differences.
 */
export class Throttle<Value> {
  readonly #everyMs: number;
  readonly #emit: (value: Value) => void;
  /** Topics that sent within the last `everyMs`, with what waits. Holds no more than the busy topics of that span. */
  readonly #resting = new Map<string, { timer: NodeJS.Timeout; waiting: { value: Value } | null }>();

  constructor(everyMs: number, emit: (value: Value) => void) {
    this.#everyMs = everyMs;
    this.#emit = emit;
  }

  push(topic: string, value: Value): void {
    const rest = this.#resting.get(topic);
    if (rest !== undefined) {
      rest.waiting = { value };
      return;
    }
    this.#send(topic, value);
  }

  /** Drops what waits. */
  close(): void {
    for (const { timer } of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
  }

  #send(topic: string, value: Value): void {
    const timer = setTimeout(() => this.#wake(topic), this.#everyMs);
    timer.unref();
    this.#resting.set(topic, { timer, waiting: null });
    this.#emit(value);
  }

  #wake(topic: string): void {
    const waiting = this.#resting.get(topic)?.waiting;
    this.#resting.delete(topic);
    if (waiting) this.#send(topic, waiting.value);
  }
}
