import { type LogCut, MOST_LINE_BYTES } from '../../shared/logs.ts';

/** A line as it stands in the file. */
export interface RawLine {
  offset: number;
  text: string;
  cut: LogCut | null;
}

const NEWLINE = 10;
const RETURN = 13;

/**
 * Cuts the bytes of a file into lines. Fed in pieces of any size, it gives the same lines; of a line it holds at most its
 * first and its last 64 KiB, however long it is. Only "\n" ends a line; a "\r" before it is taken off.
 */
export class LineSplitter {
  /** Where the unfinished line starts, how long it is so far, and what of it is kept. */
  #offset: number;
  #length = 0;
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);

  /** `offset`: where in the file the first byte stands; a line starts there. */
  constructor(offset: number) {
    this.#offset = offset;
  }

  /** Where the next line starts: behind the last newline that was fed. */
  get offset(): number {
    return this.#offset;
  }

  /** The lines that end in this piece. The piece may be reused afterwards. */
  push(piece: Buffer): RawLine[] {
    const lines: RawLine[] = [];
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, start)) {
      lines.push(this.#finish(piece.subarray(start, end)));
      start = end + 1;
    }
    if (start < piece.length) this.#keep(piece.subarray(start));
    return lines;
  }

  /** The line that has no end yet; null when nothing stands behind the last newline. */
  pending(): RawLine | null {
    return this.#length === 0 ? null : this.#line();
  }

  #finish(rest: Buffer): RawLine {
    let line: RawLine;
    if (this.#length === 0) {
      line = rawLine(this.#offset, rest.length, rest, rest);
      this.#offset += rest.length + 1;
    } else {
      this.#keep(rest);
      line = this.#line();
      this.#offset += this.#length + 1;
    }
    this.#length = 0;
    this.#head = this.#tail = Buffer.alloc(0);
    return line;
  }

  #line(): RawLine {
    return rawLine(this.#offset, this.#length, this.#head, this.#length > MOST_LINE_BYTES ? this.#tail : this.#head);
  }

  #keep(piece: Buffer): void {
    const room = MOST_LINE_BYTES - this.#head.length;
    if (room > 0) this.#head = Buffer.concat([this.#head, piece.subarray(0, room)]);
    const last = piece.subarray(Math.max(0, piece.length - MOST_LINE_BYTES));
    const before = this.#tail.subarray(Math.max(0, this.#tail.length + last.length - MOST_LINE_BYTES));
    this.#tail = Buffer.concat([before, last]);
    this.#length += piece.length;
  }
}

/**
 * `head` holds at least the first and `tail` the last 64 KiB of the line. A line that is longer shows its start, unless
 * its end holds a carriage return: then a terminal would show what follows that.
 */
function rawLine(offset: number, bytes: number, head: Buffer, tail: Buffer): RawLine {
  if (bytes <= MOST_LINE_BYTES) return { offset, text: decode(head, bytes), cut: null };
  const end = tail.subarray(Math.max(0, tail.length - MOST_LINE_BYTES));
  const back = end.subarray(0, end.length - 1).indexOf(RETURN);
  if (back !== -1) return { offset, text: decode(end.subarray(back + 1), end.length), cut: { bytes, shown: 'end' } };
  return { offset, text: head.toString('utf8', 0, wholeCharacters(head)), cut: { bytes, shown: 'start' } };
}

function decode(bytes: Buffer, length: number): string {
  const end = Math.min(bytes.length, length);
  return bytes.toString('utf8', 0, bytes[end - 1] === RETURN ? end - 1 : end);
}

/** Bytes up to the cut that make whole characters: a character cut in two would look like a damaged one. */
function wholeCharacters(bytes: Buffer): number {
  const end = Math.min(bytes.length, MOST_LINE_BYTES);
  let start = end - 1;
  while (start > end - 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--;
  const lead = bytes[start] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return start + length > end ? start : end;
}
