import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** An open regular file. Whoever gets it closes the handle. */
export interface OpenedFile {
  handle: FileHandle;
  /** Bytes, when it was opened. */
  size: number;
  mtimeNs: bigint;
  dev: bigint;
  ino: bigint;
}

/** refused: the path points (or tries to point) outside. irregular: a folder, pipe, socket or device. */
export type OpenFailure = 'refused' | 'missing' | 'irregular' | 'unreadable';

export type OpenResult = { ok: true; file: OpenedFile } | { ok: false; reason: OpenFailure };

/** O_NONBLOCK so that a pipe cannot hang the process, O_NOFOLLOW so that the last step cannot become a link after the check. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file below a folder for reading: the one function through which files of a run are opened for clients.
 *
 * `relative` is already decoded; it is taken literally and never decoded again. Links are followed only as long as they
 * end below the folder. Never throws; every outcome is a value.
 */
export async function openInside(folder: string, relative: string): Promise<OpenResult> {
  if (!isPlainRelative(relative)) return { ok: false, reason: 'refused' };
  let handle: FileHandle | undefined;
  try {
    const base = await realpath(folder);
    const path = await realpath(join(base, relative));
    if (!isBelow(base, path)) return { ok: false, reason: 'refused' };
    // Looking before opening: merely opening a device can have effects. Looking after: the name may have been swapped.
    if (!(await lstat(path)).isFile()) return { ok: false, reason: 'irregular' };
    handle = await open(path, FLAGS);
    const stat = await handle.stat({ bigint: true });
    if (!stat.isFile()) return await refuse(handle, 'irregular');
    if (!(await isStillBelow(base, handle))) return await refuse(handle, 'refused');
    const { size, mtimeNs, dev, ino } = stat;
    return { ok: true, file: { handle, size: Number(size), mtimeNs, dev, ino } };
  } catch (error) {
    return handle === undefined ? { ok: false, reason: reasonOf(error) } : await refuse(handle, reasonOf(error));
  }
}

/** Whether a decoded path stays below where it starts, by its text alone: no NUL, backslash, root, drive or `..`. */
export function isPlainRelative(path: string): boolean {
  if (path === '' || path.includes('\0') || path.includes('\\')) return false;
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return false;
  return !path.split('/').includes('..');
}

function isBelow(base: string, path: string): boolean {
  return path.startsWith(base.endsWith(sep) ? base : base + sep);
}

/** Closes the gap between check and use where the system can tell what a descriptor really is (Linux). */
async function isStillBelow(base: string, handle: FileHandle): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  try {
    return isBelow(base, await readlink(`/proc/self/fd/${handle.fd}`));
  } catch {
    return true; // /proc is not mounted: the checks before this one stand.
  }
}

async function refuse(handle: FileHandle, reason: OpenFailure): Promise<OpenResult> {
  await handle.close().catch(() => undefined);
  return { ok: false, reason };
}

function reasonOf(error: unknown): OpenFailure {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return 'missing';
  if (code === 'ELOOP') return 'refused';
  return code === 'ENXIO' ? 'irregular' : 'unreadable';
}
