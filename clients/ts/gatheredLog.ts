import { seconds } from './recorder.ts';

/** Console text gathers in one event up to this many characters. */
const MOST_CHARACTERS = 64 * 1024;

/** Console text that nobody has taken yet: what is printed next at the same step joins it. */
export class GatheredLog {
  readonly #head: string;
  readonly #step: number | null;
  readonly #parts: string[] = [];
  #size = 0;

  constructor(eventId: string, step: number | null, timeNs: bigint) {
    this.#head = `{"ts":${seconds(timeNs)},"type":"log","event_id":"${eventId}"`;
    this.#step = step;
  }

  /** False when this text begins an event of its own. */
  join(text: string, step: number | null): boolean {
    if (step !== this.#step || this.#size >= MOST_CHARACTERS) return false;
    this.#parts.push(text);
    this.#size += text.length;
    return true;
  }

  line(): string {
    return `${this.#head},"data":${JSON.stringify({ text: this.#parts.join(''), step: this.#step })}}`;
  }
}
