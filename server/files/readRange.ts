import type { FileHandle } from 'node:fs/promises';

/**
 * Reads `length` bytes at `position` into the start of `target`; returns how many there were, fewer only at the end of the
 * file. Rejects when the system cannot read.
 */
export async function readRange(
  handle: FileHandle,
  target: Uint8Array,
  length: number,
  position: number,
): Promise<number> {
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(target, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
