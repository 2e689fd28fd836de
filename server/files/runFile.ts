import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, statfsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';

/** What stat tells of a file. `mtimeNs` as text: nanoseconds do not fit a double. */
export interface FileStat {
  dev: number;
  ino: number;
  size: number;
  mtimeNs: string;
}

/** null when there is no such file (or it is no regular file). */
export function statRunFile(path: string): FileStat | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined || !stat.isFile() ? null : fileStat(stat);
}

function fileStat(stat: { dev: bigint; ino: bigint; size: bigint; mtimeNs: bigint }): FileStat {
  return { dev: Number(stat.dev), ino: Number(stat.ino), size: Number(stat.size), mtimeNs: stat.mtimeNs.toString() };
}

/** An events file opened for reading. It never blocks on a FIFO, never follows a link, and is a regular file. */
export interface RunFile {
  stat: FileStat;
  /** Reads up to `length` bytes at `offset` into `target` at `at`; returns how many there were. */
  read(target: Uint8Array, at: number, length: number, offset: number): number;
  close(): void;
}

/** Throws with a short reason (never a path) when the file cannot be opened. */
export function openRunFile(path: string): RunFile {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    throw new Error(reasonOf(error));
  }
  const stat = fstatSync(fd, { bigint: true });
  if (!stat.isFile()) {
    closeSync(fd);
    throw new Error('not a regular file');
  }
  return {
    stat: fileStat(stat),
    read: (target, at, length, offset) => readFully(fd, target, at, length, offset),
    close: () => closeSync(fd),
  };
}

function readFully(fd: number, target: Uint8Array, at: number, length: number, offset: number): number {
  let done = 0;
  while (done < length) {
    const n = readSync(fd, target, at + done, length - done, offset + done);
    if (n === 0) break;
    done += n;
  }
  return done;
}

/** EACCES, ELOOP …: the code says enough, and the message would hold a path. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ELOOP') return 'symbolic link, not followed';
  if (code === 'EACCES' || code === 'EPERM') return `not readable (${code})`;
  return code ?? 'cannot be read';
}

export const HEAD_BYTES = 1024;
const GUARD_BYTES = 64;

/** Hash of the file's first `length` bytes. */
export function headHash(file: RunFile, length: number): string {
  return hashSpan(file, 0, length);
}

/** Hash of the last bytes before `offset`: the place where an append goes on. */
export function guardHash(file: RunFile, offset: number): string {
  const length = Math.min(GUARD_BYTES, offset);
  return hashSpan(file, offset - length, length);
}

function hashSpan(file: RunFile, offset: number, length: number): string {
  const bytes = Buffer.alloc(length);
  const n = file.read(bytes, 0, length, offset);
  return createHash('sha1').update(bytes.subarray(0, n)).digest('base64url').slice(0, 16);
}

/** Magic numbers of statfs for file systems that another machine can write to: NFS, SMB, CIFS, Lustre, GPFS, FUSE, AFS, CEPH, 9P. */
const NETWORK_FILE_SYSTEMS = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x0bd00bd0, 0x47504653, 0x65735546, 0x5346414f, 0x00c36400, 0x01021997,
]);

export function isOnNetwork(path: string): boolean {
  try {
    return NETWORK_FILE_SYSTEMS.has(statfsSync(path).type);
  } catch {
    return false;
  }
}

/** The same, for who must not wait for a machine that does not answer. */
export async function liesOnNetwork(path: string): Promise<boolean> {
  return statfs(path).then(
    ({ type }) => NETWORK_FILE_SYSTEMS.has(type),
    () => false,
  );
}
