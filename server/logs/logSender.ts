import { setTimeout } from 'node:timers/promises';

/** The part of a WebSocket that is needed here (`ws` has it). */
export interface LogSocket {
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
  ping(): void;
  on(event: 'pong', listener: () => void): void;
}

/** Bytes that may wait for a reader. The rest waits in the file. */
export const MOST_BUFFERED = 256 * 1024;
/** A reader that takes nothing for so long has fallen behind. */
const SLOW_READER_MS = 15_000;
const CHECK_MS = 10;

/** Whether the reader took what waited (`ready`), has fallen behind, or has left. */
export type Pace = 'ready' | 'behind' | 'gone';

/** Sends to one reader, no faster than it reads. */
export class LogSender {
  readonly #socket: LogSocket;
  readonly #signal: AbortSignal;
  readonly #slowReaderMs: number;

  constructor(socket: LogSocket, signal: AbortSignal, slowReaderMs = SLOW_READER_MS) {
    this.#socket = socket;
    this.#signal = signal;
    this.#slowReaderMs = slowReaderMs;
  }

  get gone(): boolean {
    return this.#signal.aborted;
  }

  send(text: string): void {
    if (!this.gone) this.#socket.send(text);
  }

  /** Whether so much waits that nothing more may be sent before `pace`. */
  get full(): boolean {
    return this.#socket.bufferedAmount > MOST_BUFFERED;
  }

  /** Waits until no more than `most` bytes wait. */
  async pace(most = MOST_BUFFERED): Promise<Pace> {
    let least = this.#socket.bufferedAmount;
    let deadline = Date.now() + this.#slowReaderMs;
    while (!this.gone && this.#socket.bufferedAmount > most) {
      await setTimeout(CHECK_MS, undefined, { ref: false });
      if (this.#socket.bufferedAmount < least) {
        least = this.#socket.bufferedAmount;
        deadline = Date.now() + this.#slowReaderMs;
      }
      if (Date.now() > deadline) return 'behind';
    }
    return this.gone ? 'gone' : 'ready';
  }
}
