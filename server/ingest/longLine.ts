import type { RunFile } from '../files/runFile.ts';
import { BLOCK_BYTES } from './blockReader.ts';
import type { FileState } from './fileState.ts';

const SCAN_BYTES = 4 * BLOCK_BYTES;
const NEWLINE = 10;

/**
 * Looks on for the end of a line that fills a whole block, 16 MiB at a time, through one small buffer. Returns the line's
 * length with its end once it is found; null while it is not (look again) and at the end of the file (wait for more).
 */
export function scanLongLine(file: FileState, source: RunFile): { length: number } | { more: boolean } {
  const start = file.cursor.offset;
  const scanned = file.longLine?.start === start ? file.longLine.scanned : start;
  const buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  for (let at = scanned; at < scanned + SCAN_BYTES; ) {
    const n = source.read(buffer, 0, BLOCK_BYTES, at);
    const found = buffer.subarray(0, n).indexOf(NEWLINE);
    if (found >= 0) {
      file.longLine = null;
      return { length: at + found + 1 - start };
    }
    at += n;
    file.longLine = { start, scanned: at };
    if (n < BLOCK_BYTES) return { more: false };
  }
  return { more: true };
}
