import { readRange } from '../files/readRange.ts';
import type { OpenLog } from './logFile.ts';

/** Of a long line so much of its end is looked at: bars are short. */
const TAIL_BYTES = 64 * 1024;
const RETURN = 13;
const BLANKS = new Set([9, 10, 13, 32]);

/** Byte at which begins what the line in [start, end) shows: behind the last `\r` that something follows, else its start. */
export async function shownOffset({ handle }: OpenLog, start: number, end: number): Promise<number> {
  const from = Math.max(start, end - TAIL_BYTES);
  const buffer = Buffer.allocUnsafe(Math.max(1, end - from));
  const tail = buffer.subarray(0, await readRange(handle, buffer, end - from, from));
  let last = tail.length - 1;
  while (last >= 0 && BLANKS.has(tail[last] ?? RETURN)) last--;
  const place = last < 0 ? -1 : tail.lastIndexOf(RETURN, last);
  return place === -1 ? start : from + place + 1;
}
