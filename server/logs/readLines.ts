import type { FileHandle } from 'node:fs/promises';
import { readRange } from '../files/readRange.ts';
import { LineSplitter, type RawLine } from './lineSplitter.ts';

/** What is read and cut into lines at once: a millisecond or two, then the event loop is free. */
const READ_BYTES = 64 * 1024;
const NEWLINE = 10;

export interface Lines {
  lines: RawLine[];
  /** Where the line behind them starts. */
  next: number;
  /** What stands behind the last newline; only in the last answer, and null when nothing does. */
  pending: RawLine | null;
}

/**
 * The lines of the bytes [from, to), 64 KiB at a time; a line starts at `from`. Whoever takes an answer may
 * wait as long as they like before they take the next: nothing is read ahead. Ends early where the file is shorter.
 */
export async function* readLines(handle: FileHandle, from: number, to: number): AsyncGenerator<Lines> {
  const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, Math.max(1, to - from)));
  const splitter = new LineSplitter(from);
  for (let at = from; at < to; ) {
    const length = await readRange(handle, buffer, Math.min(buffer.length, to - at), at);
    const lines = splitter.push(buffer.subarray(0, length));
    at += length;
    const last = length === 0 || at >= to;
    if (lines.length > 0 || last) yield { lines, next: splitter.offset, pending: last ? splitter.pending() : null };
    if (length === 0) return;
  }
}

/** Lines are looked at together up to so many bytes, so that a few long ones do not fill the memory. */
const STRIDE_BYTES = 1024 * 1024;

/**
 * Byte at which the last `count` lines before `end` start, and how many there are: fewer (but one) where they are long,
 * or where the file starts. A line ends right before `end`.
 */
export async function startOfLast(
  handle: FileHandle,
  end: number,
  count: number,
  signal: AbortSignal,
): Promise<{ offset: number; lines: number }> {
  if (count === 0 || end === 0) return { offset: end, lines: 0 };
  let found = 0;
  const accept = (place: number) => ++found === count || end - place > STRIDE_BYTES;
  const newline = await scanBack(handle, end - 1, signal, accept);
  return newline === -1 ? { offset: 0, lines: found + 1 } : { offset: newline + 1, lines: found };
}

/** Byte behind the last newline before `end`: where the pending line starts. */
export async function endOfLines(handle: FileHandle, end: number, signal: AbortSignal): Promise<number> {
  return (await scanBack(handle, end, signal, () => true)) + 1;
}

/** Place of the first newline in [from, to), or -1. */
export async function findNewline(handle: FileHandle, from: number, to: number, signal: AbortSignal): Promise<number> {
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  for (let at = from; at < to; ) {
    signal.throwIfAborted();
    const length = await readRange(handle, buffer, Math.min(READ_BYTES, to - at), at);
    if (length === 0) return -1;
    const place = buffer.subarray(0, length).indexOf(NEWLINE);
    if (place !== -1) return at + place;
    at += length;
  }
  return -1;
}

/** Goes back over the newlines before `end` until one of them satisfies; its place, or -1. */
async function scanBack(
  handle: FileHandle,
  end: number,
  signal: AbortSignal,
  accept: (place: number) => boolean,
): Promise<number> {
  const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, Math.max(1, end)));
  for (let to = end; to > 0; ) {
    signal.throwIfAborted();
    const from = Math.max(0, to - buffer.length);
    const piece = buffer.subarray(0, await readRange(handle, buffer, to - from, from));
    for (let at = piece.lastIndexOf(NEWLINE); at !== -1; at = at === 0 ? -1 : piece.lastIndexOf(NEWLINE, at - 1)) {
      if (accept(from + at)) return from + at;
    }
    to = from;
  }
  return -1;
}
