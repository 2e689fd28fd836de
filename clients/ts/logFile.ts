import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MARK_SECONDS = 1;

/** logs.txt of a run, and the sparse marks beside it that tie its bytes to time and step. All methods throw what the disk says. */
export class LogFile {
  readonly #fd: number;
  readonly #marks: number | null;
  #end: number;
  #markedAt = 0;
  #markedStep: number | null = null;
  #atLineStart = true;

  /** `marks` is for the one process whose log it is: others append without them. */
  constructor(folder: string, marks: boolean) {
    this.#fd = openSync(join(folder, 'logs.txt'), 'a+');
    this.#marks = marks ? openSync(join(folder, 'logs.times.jsonl'), 'a') : null;
    this.#end = fstatSync(this.#fd).size;
    // An earlier attempt may have been killed inside a line; the new one begins with a line of its own.
    const last = Buffer.alloc(1);
    if (this.#end > 0 && readSync(this.#fd, last, 0, 1, this.#end - 1) === 1 && last.toString() !== '\n')
      this.#write('\n');
  }

  /** `ts` is Unix seconds, `step` where training stands. A mark is set at a line's start, once a second or at a new step. */
  append(text: string, step: number | null, ts: number): void {
    if (text === '') return;
    // Another process may have appended since: a mark names the byte where this text really begins.
    if (this.#atLineStart && this.#marks !== null) this.#end = fstatSync(this.#fd).size;
    const begin = this.#end;
    this.#write(text);
    if (this.#atLineStart && this.#marks !== null) this.#mark(this.#marks, begin, step, ts);
    this.#atLineStart = text.endsWith('\n');
  }

  close(): void {
    closeSync(this.#fd);
    if (this.#marks !== null) closeSync(this.#marks);
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
    this.#end += bytes.length;
  }

  #mark(marks: number, offset: number, step: number | null, ts: number): void {
    if (step === this.#markedStep && ts - this.#markedAt < MARK_SECONDS) return;
    this.#markedAt = ts;
    this.#markedStep = step;
    writeSync(marks, `${JSON.stringify({ offset, ts: Math.round(ts * 1e6) / 1e6, step })}\n`);
  }
}
