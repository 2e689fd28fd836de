import { GROUP_BYTES, GROUP_LINES } from '../columns/group.ts';
import type { RunFile } from '../files/runFile.ts';
import type { FileState } from './fileState.ts';

export const BLOCK_BYTES = 4 * 1024 * 1024;
/** A block is this long where a group ends in it: a short one keeps nobody waiting. */
const SHORT_BYTES = 1024 * 1024;
const NEWLINE = 10;

/** Whole lines, read from the file. */
export interface ReadBlock {
  bytes: Uint8Array<ArrayBuffer>;
  /** Place in the file, number of bytes of whole lines, number of the first line. */
  start: number;
  length: number;
  line: number;
  /** Whether the last line ends a group, so that the next block can be parsed without waiting for this one. */
  endsGroup: boolean;
}

/**
 * Reads on from the cursor in blocks of 1 MiB, or 4 MiB where no group ends in that, cut behind the last group that ends in them, else behind the
 * last whole line (then the next block must wait). null when no whole line follows within a block.
 */
export function blockReader(file: FileState, source: RunFile, end: number): () => ReadBlock | null {
  let start = file.cursor.offset;
  let line = file.cursor.lines;
  let begun = { lines: file.open?.lines ?? 0, bytes: file.open?.bytes ?? 0 };
  const read = (most: number): { bytes: Uint8Array<ArrayBuffer>; cut: Cut } => {
    const bytes = new Uint8Array(Math.max(0, Math.min(most, end - start)));
    const n = source.read(bytes, 0, bytes.length, start);
    return { bytes, cut: cutAtGroup(bytes.subarray(0, n), begun) };
  };
  return () => {
    const short = read(SHORT_BYTES);
    const isEnough = short.cut.groupEnd > 0 || end - start <= SHORT_BYTES;
    const { bytes, cut } = isEnough ? short : read(BLOCK_BYTES);
    const endsGroup = cut.groupEnd > 0 && start + cut.lineEnd < end;
    const length = endsGroup ? cut.groupEnd : cut.lineEnd;
    if (length === 0) return null;
    const block: ReadBlock = { bytes, start, length, line, endsGroup };
    start += length;
    line += endsGroup ? cut.linesToGroupEnd : cut.lines;
    begun = { lines: 0, bytes: 0 };
    return block;
  };
}

interface Cut {
  /** Just behind the last whole group, and the last whole line; 0 when there is none. */
  groupEnd: number;
  linesToGroupEnd: number;
  lineEnd: number;
  lines: number;
}

/** Walks line ends as the group builder counts them, so both agree on where a group ends. */
export function cutAtGroup(bytes: Uint8Array, begun: { lines: number; bytes: number }): Cut {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cut: Cut = { groupEnd: 0, linesToGroupEnd: 0, lineEnd: 0, lines: 0 };
  let lines = begun.lines;
  let groupStart = -begun.bytes;
  for (let end = buffer.indexOf(NEWLINE); end >= 0; end = buffer.indexOf(NEWLINE, end + 1)) {
    cut.lineEnd = end + 1;
    cut.lines++;
    if (++lines < GROUP_LINES && end + 1 - groupStart < GROUP_BYTES) continue;
    cut.groupEnd = end + 1;
    cut.linesToGroupEnd = cut.lines;
    lines = 0;
    groupStart = end + 1;
  }
  return cut;
}
