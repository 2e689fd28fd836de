import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isProcessAlive } from './files/processAlive.ts';

export interface LockHolder {
  pid: number;
  /** Unix seconds. */
  startedAt: number;
  address: string;
}

export type LockResult =
  | { ok: true; publish(address: string): void; release(): void }
  | { ok: false; holder: LockHolder };

/**
 * One server per index. The lock is a file beside it that names its holder; one left by a process that is gone (or whose
 * pid another process has now) is taken over.
 */
export function takeLock(indexFile: string): LockResult {
  const file = `${indexFile}.lock`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const holder: LockHolder = { pid: process.pid, startedAt: Date.now() / 1000, address: '' };
  for (let attempt = 0; attempt < 3; attempt++) {
    if (create(file, holder)) {
      return {
        ok: true,
        publish: (address) => overwrite(file, { ...holder, address }),
        release: () => {
          if (read(file)?.pid === process.pid) rmSync(file, { force: true });
        },
      };
    }
    const found = read(file);
    if (found !== null && found.pid !== process.pid && isProcessAlive(found.pid, found.startedAt) !== false)
      return { ok: false, holder: found };
    rmSync(file, { force: true });
  }
  return { ok: false, holder: read(file) ?? holder };
}

function create(file: string, holder: LockHolder): boolean {
  try {
    const fd = openSync(file, 'wx', 0o600);
    writeSync(fd, JSON.stringify(holder));
    closeSync(fd);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function overwrite(file: string, holder: LockHolder): void {
  const fd = openSync(file, 'w', 0o600);
  writeSync(fd, JSON.stringify(holder));
  closeSync(fd);
}

function read(file: string): LockHolder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LockHolder;
  } catch {
    return null;
  }
}
