import { readRange } from '../files/readRange.ts';
import { BLOCK_BYTES } from './lineIndex.ts';
import type { OpenLog } from './logFile.ts';

const NEWLINE = 10;

/** Byte at which line `line` starts: it must be counted (at most one more than the index has lines). */
export async function offsetOfLine({ handle, index }: OpenLog, line: number): Promise<number> {
  if (line <= 1) return 0;
  const place = index.newlineOf(line - 1);
  if (place === null) throw new RangeError(`Line ${line} has not been counted`);
  const buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  const block = buffer.subarray(0, await readRange(handle, buffer, place.to - place.from, place.from));
  let at = -1;
  for (let n = 0; n < place.nth; n++) {
    at = block.indexOf(NEWLINE, at + 1);
    if (at === -1) return place.to; // The file was cut since it was counted; the next look tells.
  }
  return place.from + at + 1;
}

/** Number of the line that starts at `offset`: the block before it must be counted. */
export async function lineAtOffset({ handle, index }: OpenLog, offset: number): Promise<number> {
  const { from, linesBefore } = index.blockOf(offset);
  const buffer = Buffer.allocUnsafe(Math.max(1, offset - from));
  const block = buffer.subarray(0, await readRange(handle, buffer, offset - from, from));
  let lines = linesBefore;
  for (let at = block.indexOf(NEWLINE); at !== -1; at = block.indexOf(NEWLINE, at + 1)) lines++;
  return lines + 1;
}
