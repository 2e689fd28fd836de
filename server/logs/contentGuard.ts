import type { FileHandle } from 'node:fs/promises';
import { readRange } from '../files/readRange.ts';

const HEAD_BYTES = 4096;
const TAIL_BYTES = 4096;

/** What a file began and ended with when it was looked at: appending changes neither, rewriting nearly always one. */
export interface ContentGuard {
  size: number;
  head: Buffer;
  tail: Buffer;
}

export async function takeGuard(handle: FileHandle, size: number): Promise<ContentGuard> {
  const head = await readPart(handle, 0, Math.min(HEAD_BYTES, size));
  const tail = await readPart(handle, Math.max(0, size - TAIL_BYTES), Math.min(TAIL_BYTES, size));
  return { size, head, tail };
}

/** Whether the file still begins with what it held then. */
export async function guardHolds(guard: ContentGuard, handle: FileHandle): Promise<boolean> {
  const { size, head, tail } = guard;
  if (!head.equals(await readPart(handle, 0, head.length))) return false;
  return tail.equals(await readPart(handle, size - tail.length, tail.length));
}

async function readPart(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, await readRange(handle, buffer, length, position));
}
