import { LOG_FILE } from '../../shared/logs.ts';
import { watchFolder } from '../files/watchFolder.ts';
import type { LogFile } from './logFile.ts';

/** Time between two looks at a log that moved lately, and at one that did not. */
const ACTIVE_MS = 250;
const QUIET_MS = 1_000;
/** However often the system tells of changes. */
const HINT_MS = 20;
const QUIET_AFTER_MS = 10 * 60_000;
/** Looks after which the file is opened whatever its signature says: on a network only opening asks the server. */
const THOROUGH_EVERY = 8;

/**
 * Looks at a log for as long as somebody follows it. What the system tells of changes only brings the next look forward:
 * where nothing is told (network file systems, no watches left) the looks alone are enough.
 */
export class LogFollower {
  readonly #file: LogFile;
  #followers = 0;
  #stopWatching: (() => void) | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  /** A change was told since the last look began. */
  #hinted = false;
  #lastLook = 0;
  #looks = 0;
  #lastChange = 0;

  constructor(file: LogFile) {
    this.#file = file;
  }

  get busy(): boolean {
    return this.#followers > 0;
  }

  /** Starts looking with the first follower; call what is returned to leave. */
  join(): () => void {
    this.#followers++;
    if (this.#followers === 1) {
      this.#lastChange = Date.now();
      void this.#look();
    }
    let joined = true;
    return () => {
      if (!joined) return;
      joined = false;
      if (--this.#followers === 0) this.close();
    };
  }

  close(): void {
    this.#followers = 0;
    clearTimeout(this.#timer);
    this.#stopWatching?.();
    this.#stopWatching = null;
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    this.#hinted = false;
    this.#watch();
    const before = this.#file.version;
    // A look that fails (the disk, the network) changes nothing: the next one may not.
    await this.#file.look(this.#looks++ % THOROUGH_EVERY === 0).catch(() => undefined);
    this.#looking = false;
    this.#lastLook = Date.now();
    if (this.#file.version !== before) this.#lastChange = this.#lastLook;
    this.#lookIn(this.#hinted ? HINT_MS : this.#pause());
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.busy) return;
    this.#timer = setTimeout(() => void this.#look(), ms);
    this.#timer.unref();
  }

  #pause(): number {
    return Date.now() - this.#lastChange > QUIET_AFTER_MS ? QUIET_MS : ACTIVE_MS;
  }

  #hint(): void {
    if (this.#hinted) return;
    this.#hinted = true;
    if (!this.#looking) this.#lookIn(Math.max(0, HINT_MS - (Date.now() - this.#lastLook)));
  }

  #watch(): void {
    this.#stopWatching ??= watchFolder(
      this.#file.folder,
      LOG_FILE,
      () => this.#hint(),
      () => {
        this.#stopWatching = null;
      },
    );
  }
}
