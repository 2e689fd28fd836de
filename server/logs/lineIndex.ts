/** Bytes between two entries of the index: what is read at most to find where a line starts. */
export const BLOCK_BYTES = 32 * 1024;

/** Where the newline that ends a line is to be found. */
export interface NewlinePlace {
  /** Start and end of the block that holds it. */
  from: number;
  to: number;
  /** It is the n-th newline of the block, from 1. */
  nth: number;
}

/**
 * How many newlines stand before each block of 32 KiB of a file: 8 bytes a block, so 256 KiB for a file of 1 GiB. Found
 * by number, a line costs one binary search and one block to read, however long or short the lines are.
 *
 * Knows nothing of files: it is fed counts of the file's bytes in their order.
 */
export class LineIndex {
  /** `#before[i]`: newlines in the first i + 1 blocks. Only whole blocks have an entry. */
  #before = new Float64Array(16);
  #blocks = 0;
  #scanned = 0;
  #lines = 0;
  #end = 0;

  /** Bytes of the file that have been counted. */
  get scanned(): number {
    return this.#scanned;
  }

  /** Newlines in them: complete lines. */
  get lines(): number {
    return this.#lines;
  }

  /** Byte behind the last newline: where the pending line starts. */
  get end(): number {
    return this.#end;
  }

  /** Bytes that may be fed next so that a piece does not reach into another block. */
  get room(): number {
    return BLOCK_BYTES - (this.#scanned % BLOCK_BYTES);
  }

  /** Takes in the next `length` bytes (at most `room`), which hold `newlines`; `last` is the place of the last one in them. */
  feed(length: number, newlines: number, last: number): void {
    if (newlines > 0) this.#end = this.#scanned + last + 1;
    this.#lines += newlines;
    this.#scanned += length;
    if (this.#scanned % BLOCK_BYTES === 0) this.#closeBlock();
  }

  /** Where the newline that ends line `line` (from 1) stands; null when it has not been seen. */
  newlineOf(line: number): NewlinePlace | null {
    if (line < 1 || line > this.#lines) return null;
    let low = 0;
    let high = this.#blocks;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#before[middle] ?? 0) < line) low = middle + 1;
      else high = middle;
    }
    const from = low * BLOCK_BYTES;
    return { from, to: Math.min(from + BLOCK_BYTES, this.#scanned), nth: line - this.#linesBefore(low) };
  }

  /** The block that holds a byte, and how many lines end before the block. */
  blockOf(offset: number): { from: number; linesBefore: number } {
    const block = Math.min(Math.floor(offset / BLOCK_BYTES), this.#blocks);
    return { from: block * BLOCK_BYTES, linesBefore: this.#linesBefore(block) };
  }

  #linesBefore(block: number): number {
    return block === 0 ? 0 : (this.#before[block - 1] ?? 0);
  }

  #closeBlock(): void {
    if (this.#blocks === this.#before.length) {
      const larger = new Float64Array(this.#blocks * 2);
      larger.set(this.#before);
      this.#before = larger;
    }
    this.#before[this.#blocks++] = this.#lines;
  }
}
