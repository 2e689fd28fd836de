import { randomBytes } from 'node:crypto';
import { LineCounter } from './lineCounter.ts';
import { LogFile } from './logFile.ts';
import { LogFollower } from './logFollower.ts';

/** Logs that are remembered though nobody follows them; an index of a 1 GiB log is 256 KiB. */
const MOST_IDLE = 100;

/** The logs that the server knows, by folder. */
export class LogFiles {
  readonly #instance = randomBytes(6).toString('base64url');
  readonly #counter = new LineCounter();
  /** In the order of last use. */
  readonly #files = new Map<string, { file: LogFile; follower: LogFollower }>();

  /** The log of a run folder, whether there is one yet or not. */
  get(folder: string): LogFile {
    return this.#entry(folder).file;
  }

  /** The same, and looks at it from time to time until `stop` is called. */
  follow(folder: string): { file: LogFile; stop: () => void } {
    const { file, follower } = this.#entry(folder);
    return { file, stop: follower.join() };
  }

  /** Stops looking. What is still running ends by itself. */
  close(): void {
    for (const { follower } of this.#files.values()) follower.close();
  }

  #entry(folder: string): { file: LogFile; follower: LogFollower } {
    const known = this.#files.get(folder);
    if (known !== undefined) {
      this.#files.delete(folder);
      this.#files.set(folder, known);
      return known;
    }
    const file = new LogFile(folder, this.#counter, this.#instance);
    const entry = { file, follower: new LogFollower(file) };
    this.#files.set(folder, entry);
    this.#forget();
    return entry;
  }

  #forget(): void {
    for (const [folder, { follower }] of this.#files) {
      if (this.#files.size <= MOST_IDLE) return;
      if (!follower.busy) this.#files.delete(folder);
    }
  }
}
