import type { FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { readRange } from '../files/readRange.ts';
import { createNewlineScanner, type NewlineScanner, SCAN_BYTES } from './countNewlines.ts';
import type { LineIndex } from './lineIndex.ts';

/** Bytes that one log may be counted on before the next one in the queue has its turn. */
const TURN_BYTES = 64 * 1024 * 1024;

/**
 * Feeds line indexes from files, one at a time through one pair of buffers (2 MiB for the whole server): while one buffer
 * is read into, the other one is counted. Between two pieces of 1 MiB (a tenth of a millisecond) the event loop is free.
 */
export class LineCounter {
  #scanner: NewlineScanner | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  /** Counts on towards `size`, at most one turn. Stops early where the file is shorter. */
  countOn(handle: FileHandle, index: LineIndex, size: number): Promise<void> {
    const result = this.#queue.then(() => this.#turn(handle, index, size));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #turn(handle: FileHandle, index: LineIndex, size: number): Promise<void> {
    this.#scanner ??= createNewlineScanner();
    const { buffers } = this.#scanner;
    const end = Math.min(size, index.scanned + TURN_BYTES);
    let which: 0 | 1 = 0;
    const read = (buffer: 0 | 1, at: number) =>
      at < end ? readRange(handle, buffers[buffer], Math.min(SCAN_BYTES, end - at), at) : Promise.resolve(0);
    let reading = read(which, index.scanned);
    for (;;) {
      const length = await reading;
      if (length === 0) return;
      const counted = which;
      which = which === 0 ? 1 : 0;
      reading = read(which, index.scanned + length);
      // Nobody may be waiting for it when counting fails; its own failure then is no news.
      reading.catch(() => undefined);
      feedPiece(this.#scanner, counted, length, index);
      await setImmediate();
    }
  }
}

function feedPiece(scanner: NewlineScanner, which: 0 | 1, length: number, index: LineIndex): void {
  const buffer = scanner.buffers[which];
  for (let from = 0; from < length; ) {
    const to = Math.min(length, from + index.room);
    const newlines = scanner.count(which, from, to);
    const last = newlines === 0 ? -1 : buffer.lastIndexOf(10, to - 1) - from;
    index.feed(to - from, newlines, last);
    from = to;
  }
}
