import type { FileHandle } from 'node:fs/promises';
import type { RawLine } from './lineSplitter.ts';
import { readLines } from './readLines.ts';

/** A stretch this short is read line by line. */
const STRETCH_BYTES = 64 * 1024;
/** So far is read on from the middle of a stretch for a line that tells something. */
const REACH_BYTES = 1024 * 1024;

/** Whether a line stands before what is looked for; null where the line does not tell. */
export type IsBefore = (line: RawLine) => boolean | null;

/**
 * Start of the first line in [from, to) that is not before what is looked for, or `to`; `from` is a line's start. Halves
 * the stretch again and again, so that of a file of any size some hundred KiB are read. Lines ascend, those that tell nothing
 * lie anywhere between. Rejects when aborted.
 */
export async function firstLine(
  handle: FileHandle,
  from: number,
  to: number,
  isBefore: IsBefore,
  signal: AbortSignal,
): Promise<number> {
  let [low, high, found] = [from, to, to];
  while (high - low > STRETCH_BYTES) {
    signal.throwIfAborted();
    const middle = Math.floor((low + high) / 2);
    const line = await firstTelling(handle, [middle, high], Math.min(to, middle + REACH_BYTES), isBefore);
    if (line?.before === true) {
      low = line.offset;
      continue;
    }
    if (line !== null) found = line.offset;
    high = middle;
  }
  for await (const { lines, pending } of readLines(handle, low, Math.min(found, high + REACH_BYTES))) {
    for (const line of pending === null ? lines : [...lines, pending]) {
      if (line.offset >= high) return found;
      if (isBefore(line) === false) return line.offset;
    }
  }
  return found;
}

/** The first line that tells something among those that start within a stretch; they are read no farther than `end`. */
async function firstTelling(
  handle: FileHandle,
  [from, high]: [number, number],
  end: number,
  isBefore: IsBefore,
): Promise<{ offset: number; before: boolean } | null> {
  for await (const { lines, pending } of readLines(handle, from - 1, end)) {
    for (const line of pending === null ? lines : [...lines, pending]) {
      // The first piece is the rest of a line that starts before.
      if (line.offset < from) continue;
      if (line.offset >= high) return null;
      const before = isBefore(line);
      if (before !== null) return { offset: line.offset, before };
    }
  }
  return null;
}
