import { plainText } from '../../shared/ansi.ts';
import { stripEscapes } from '../../shared/escapes.ts';
import { foldAscii } from '../../shared/foldAscii.ts';
import type { LogHit, LogSearch } from '../../shared/logs.ts';
import { classifyLine } from '../../shared/tqdm.ts';
import { readRange } from '../files/readRange.ts';
import { LineSplitter } from './lineSplitter.ts';
import type { LogFile, OpenLog } from './logFile.ts';
import { lineAtOffset, offsetOfLine } from './offsetOfLine.ts';

export interface SearchQuery {
  text: string;
  matchCase: boolean;
  /** Line to start at. */
  from: number;
  limit: number;
  /** Leave out progress bars, and count them. */
  skipBars: boolean;
}

/** Bytes searched by one request; the answer says where to go on. */
const MOST_BYTES = 256 * 1024 * 1024;
const READ_BYTES = 256 * 1024;
/** Strings of more than 128 KiB are made in another part of the heap, five times as slowly. */
const PIECE_BYTES = 64 * 1024;
const MOST_HIT_TEXT = 1_000;
const NEWLINE = 10;

/** The answer where a run can have no log. */
export const EMPTY_SEARCH: LogSearch = { hits: [], in_bars: 0, next: null, searched: 0, size: 0, generation: '' };

/**
 * Looks for a literal text in the shown text of lines. Reads 256 KiB at a time and leaves the event loop in between, so a
 * large file costs time but neither memory nor other requests. Rejects when aborted.
 */
export async function searchLog(file: LogFile, query: SearchQuery, signal: AbortSignal): Promise<LogSearch> {
  await file.look();
  // Numbers of lines come from the index; what is not counted by now could not be numbered.
  await file.countTo(Number.POSITIVE_INFINITY, signal);
  return await file.use(async (log) => {
    const { size, generation } = file.state();
    if (log === null) return { ...EMPTY_SEARCH, size, generation };
    return await new LogScan(log, query, signal).run();
  });
}

class LogScan {
  readonly #log: OpenLog;
  readonly #query: SearchQuery;
  readonly #signal: AbortSignal;
  /** What is looked for in the bytes as Latin-1, folded: finds all lines that count, and maybe some that do not. */
  readonly #needle: string;
  readonly #buffer = Buffer.allocUnsafe(READ_BYTES);
  readonly #hits: LogHit[] = [];
  #inBars = 0;

  constructor(log: OpenLog, query: SearchQuery, signal: AbortSignal) {
    this.#log = log;
    this.#query = query;
    this.#signal = signal;
    this.#needle = this.#fold(Buffer.from(query.text).toString('latin1'));
  }

  async run(): Promise<LogSearch> {
    const { index, size, generation } = this.#log;
    const start = await offsetOfLine(this.#log, Math.min(this.#query.from, index.lines + 1));
    let at = start;
    let next: number | null = null;
    while (at < index.end && next === null) {
      const stop = await this.#searchRead(at);
      next = stop.next;
      at = stop.at;
      if (next === null && at < index.end && at - start >= MOST_BYTES) next = await lineAtOffset(this.#log, at);
    }
    return { hits: this.#hits, in_bars: this.#inBars, next, searched: Math.min(at, size), size, generation };
  }

  /** Reads once and searches the whole lines in it; says up to where, and where to go on once there are enough hits. */
  async #searchRead(offset: number): Promise<{ at: number; next: number | null }> {
    this.#signal.throwIfAborted();
    const { handle, index } = this.#log;
    const length = await readRange(handle, this.#buffer, Math.min(READ_BYTES, index.end - offset), offset);
    if (length === 0) return { at: index.end, next: null };
    let done = 0;
    do {
      const piece = this.#buffer.subarray(done, Math.min(length, done + PIECE_BYTES));
      const lines = piece.subarray(0, piece.lastIndexOf(NEWLINE) + 1);
      if (lines.length === 0) return { at: await this.#searchLongLine(offset + done), next: null };
      const next = await this.#searchLines(lines, offset + done);
      done += lines.length;
      if (next !== null) return { at: offset + done, next };
    } while (length - done >= PIECE_BYTES || (done < length && offset + length === index.end));
    return { at: offset + done, next: null };
  }

  #fold(text: string): string {
    return this.#query.matchCase ? text : text.toLowerCase();
  }

  /** Searches whole lines; returns where to go on once there are enough hits. */
  async #searchLines(bytes: Buffer, offset: number): Promise<number | null> {
    // Escape sequences may stand inside of words. They hold no newline, so lines can be counted in either text.
    const text = this.#fold(stripEscapes(bytes.toString('latin1')));
    let found = text.indexOf(this.#needle);
    if (found === -1) return null;
    const first = await lineAtOffset(this.#log, offset);
    let line = 0;
    let lineEnd = text.indexOf('\n');
    let byte = 0;
    while (found !== -1) {
      while (lineEnd < found) {
        line++;
        byte = bytes.indexOf(NEWLINE, byte) + 1;
        lineEnd = text.indexOf('\n', lineEnd + 1);
      }
      this.#check(bytes.subarray(byte, bytes.indexOf(NEWLINE, byte) + 1), first + line);
      if (this.#hits.length >= this.#query.limit) return this.#lineBehind(first + line);
      found = text.indexOf(this.#needle, lineEnd + 1);
    }
    return null;
  }

  #lineBehind(line: number): number | null {
    return line < this.#log.index.lines ? line + 1 : null;
  }

  /** Counts a line if its shown text holds what is looked for. */
  #check(bytes: Buffer, number: number): void {
    const raw = new LineSplitter(0).push(bytes)[0];
    if (raw === undefined) return;
    const shown = plainText(raw.text);
    const text = this.#query.matchCase ? shown : foldAscii(shown);
    const place = text.indexOf(this.#query.matchCase ? this.#query.text : foldAscii(this.#query.text));
    // Of a cut line only a part is shown; that what is looked for stands elsewhere in it is still worth knowing.
    if (place === -1 && raw.cut === null) return;
    if (this.#query.skipBars && classifyLine(raw.text).kind === 'bar') this.#inBars++;
    else this.#hits.push({ number, text: excerpt(shown, Math.max(0, place)) });
  }

  /** Searches a line that fills a whole piece; returns the byte behind it. */
  async #searchLongLine(start: number): Promise<number> {
    const { handle, index } = this.#log;
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    const overlap = this.#needle.length - 1;
    let known = false;
    for (let at = start; at < index.end; ) {
      this.#signal.throwIfAborted();
      const length = await readRange(handle, buffer, Math.min(PIECE_BYTES, index.end - at), at);
      if (length <= overlap) break;
      const newline = buffer.subarray(0, length).indexOf(NEWLINE);
      const piece = buffer.subarray(0, newline === -1 ? length : newline);
      if (!known) known = await this.#searchPiece(piece, start);
      if (newline !== -1) return at + newline + 1;
      at += length - overlap;
    }
    return index.end;
  }

  async #searchPiece(piece: Buffer, lineStart: number): Promise<boolean> {
    const place = this.#fold(piece.toString('latin1')).indexOf(this.#needle);
    if (place === -1) return false;
    const from = Math.max(0, place - 200);
    const text = plainText(piece.toString('utf8', from, from + MOST_HIT_TEXT));
    this.#hits.push({ number: await lineAtOffset(this.#log, lineStart), text: excerpt(text, 0) });
    return true;
  }
}

function excerpt(text: string, place: number): string {
  if (text.length <= MOST_HIT_TEXT) return text;
  const from = Math.max(0, Math.min(place - 200, text.length - MOST_HIT_TEXT));
  return text.slice(from, from + MOST_HIT_TEXT);
}
