import { closeSync, openSync, writeSync } from 'node:fs';
import { DeliveryError } from './errors.ts';
import { diskReason } from './jsonFile.ts';
import type { Reporter } from './reporter.ts';
import type { EventLine } from './sink.ts';

const NOTHING: Buffer = Buffer.alloc(0);

/** A file of event lines. Each is with the kernel when `append` returns, so that a killed process loses nothing. */
export class EventFile {
  #open: number | null;
  readonly #path: string;
  readonly #reporter: Reporter;
  /** What a full disk left unwritten of a line. Written before anything else, so that no line is torn for good. */
  #rest = NOTHING;

  /** `fd` is open for appending. */
  constructor(fd: number, path: string, reporter: Reporter) {
    this.#open = fd;
    this.#path = path;
    this.#reporter = reporter;
  }

  append({ head, tail }: EventLine): void {
    const line = Buffer.from(`${head}${tail}\n`);
    const bytes = this.#rest.length === 0 ? line : Buffer.concat([this.#rest, line]);
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(this.#fd, bytes, done);
      this.#rest = NOTHING;
    } catch (error) {
      this.#keepRest(bytes, done, diskReason(error));
    }
  }

  /** Every call has written before it returned; only a line cut by a full disk can be waiting. Whether none is left. */
  flush(): boolean {
    try {
      while (this.#rest.length > 0) this.#rest = this.#rest.subarray(writeSync(this.#fd, this.#rest));
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    if (!this.flush()) this.#reporter.drop('disk');
    this.#rest = NOTHING;
    this.rest();
  }

  /** Lets go of the file; what comes next opens it again. */
  rest(): void {
    if (this.#open === null || this.#rest.length > 0) return;
    closeSync(this.#open);
    this.#open = null;
  }

  get #fd(): number {
    this.#open ??= openSync(this.#path, 'a');
    return this.#open;
  }

  /** `done` of `bytes` are written. A line that was begun is completed later; one of which nothing was written is given up. */
  #keepRest(bytes: Buffer, done: number, reason: string): void {
    const waiting = this.#rest.length;
    if (done > waiting) {
      this.#rest = bytes.subarray(done);
      this.#reporter.fail(`${this.#path}: ${reason}: an event is cut and waits for room`);
      this.#reporter.raiseNoted();
      return;
    }
    this.#rest = bytes.subarray(done, waiting);
    this.#reporter.failCall(new DeliveryError(`${this.#path}: ${reason}: the event is not written`), 'disk');
  }
}
