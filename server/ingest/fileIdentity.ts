import { guardHash, HEAD_BYTES, headHash, type RunFile } from '../files/runFile.ts';
import type { FileState } from './fileState.ts';

/** A rewrite in place that keeps head, guard and size is taken for what it is by reading anew, up to this size. */
const REREAD_BYTES = 64 * 1024 * 1024;
/** Two changes within this time may carry one time stamp. */
const STAMP_NS = 20_000_000n;

/** Whether a look at the file is worth it: something changed since the last look, or may have without showing. */
export function looksChanged(file: FileState, stat: RunFile['stat']): boolean {
  const { cursor } = file;
  return (
    file.unsettled ||
    stat.size !== cursor.size ||
    stat.mtimeNs !== cursor.mtimeNs ||
    stat.ino !== cursor.ino ||
    stat.dev !== cursor.dev
  );
}

/**
 * Whether the opened file is the one that the cursor stands in: same place on disk, same beginning, and the same bytes
 * where reading goes on. Size alone says nothing: a rewritten file may be longer than the old one, and inodes are reused.
 */
export function isSameFile(file: FileState, source: RunFile): boolean {
  const { cursor } = file;
  if (cursor.offset === 0) return true;
  const { stat } = source;
  if (stat.size < cursor.offset || stat.dev !== cursor.dev || stat.ino !== cursor.ino) return false;
  if (headHash(source, cursor.headLength) !== cursor.headHash || guardHash(source, cursor.offset) !== cursor.guardHash)
    return false;
  const touchedInPlace = stat.size === cursor.size && stat.mtimeNs !== cursor.mtimeNs;
  return !(touchedInPlace && cursor.offset === stat.size && stat.size <= REREAD_BYTES);
}

/** Remembers what identifies the file and the place where it goes on. */
export function noteIdentity(file: FileState, source: RunFile): void {
  const { cursor } = file;
  const { dev, ino, size, mtimeNs } = source.stat;
  const headLength = Math.min(HEAD_BYTES, cursor.offset);
  if (headLength !== cursor.headLength) cursor.headHash = headHash(source, headLength);
  Object.assign(cursor, { dev, ino, size, mtimeNs, headLength });
  cursor.guardHash = guardHash(source, cursor.offset);
  file.unsettled = BigInt(Date.now()) * 1_000_000n - BigInt(mtimeNs) < STAMP_NS;
}
