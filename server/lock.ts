import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { isProcessAlive } from './files/processAlive.ts';

export interface LockHolder {
  pid: number;
  /** Unix seconds. */
  startedAt: number;
  /** "" for a server that is starting, and for a command that has the index open without HTTP. */
  address: string;
}

export interface Lock {
  ok: true;
  publish(address: string): void;
  /** Whether another process waits for the index. */
  isWanted(): boolean;
  release(): void;
}

export type LockResult = Lock | { ok: false; holder: LockHolder };

/** A lock file without text belongs to whoever is writing it just now, unless it stays like that. */
const WRITING_MS = 5_000;
const PATIENCE_MS = 10_000;
const LOOK_MS = 25;
/** Who waits says so at every look; a wish that is older was left by a process that is gone. */
const WISH_MS = 1_000;

/**
 * One process per index. The lock is a file beside it that names its holder; one left by a process that is gone (or whose
 * pid another process has now) is taken over.
 */
export function takeLock(indexFile: string): LockResult {
  const file = lockFile(indexFile);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const holder: LockHolder = { pid: process.pid, startedAt: Date.now() / 1000, address: '' };
  for (let attempt = 0; attempt < 3; attempt++) {
    if (create(file, holder)) {
      return {
        ok: true,
        publish: (address) => overwrite(file, { ...holder, address }),
        isWanted: () => isYoung(wishFile(indexFile), WISH_MS),
        release: () => {
          if (read(file)?.pid === process.pid) rmSync(file, { force: true });
        },
      };
    }
    const found = read(file);
    if (found === null && isYoung(file, WRITING_MS))
      return { ok: false, holder: { pid: 0, startedAt: 0, address: '' } };
    if (found !== null && found.pid !== process.pid && isProcessAlive(found.pid, found.startedAt) !== false)
      return { ok: false, holder: found };
    removeStale(file, found);
  }
  return { ok: false, holder: read(file) ?? holder };
}

/**
 * The lock, or the server that has it. A command that has the index open is asked for it (`isWanted`); one that ends soon
 * and a server that starts are waited for.
 */
export async function takeLockOrServer(indexFile: string): Promise<LockResult> {
  const wish = wishFile(indexFile);
  const end = Date.now() + PATIENCE_MS;
  let lock = takeLock(indexFile);
  let wished = false;
  while (!lock.ok && lock.holder.address === '' && Date.now() < end) {
    writeFileSync(wish, '', { mode: 0o600 });
    wished = true;
    await after(LOOK_MS);
    lock = takeLock(indexFile);
  }
  if (wished) rmSync(wish, { force: true });
  return lock;
}

/** For who gave the lock up: resolves once nobody waits for it. */
export async function untilUnwanted(indexFile: string): Promise<void> {
  while (isYoung(wishFile(indexFile), WISH_MS)) await after(LOOK_MS);
}

function lockFile(indexFile: string): string {
  return `${indexFile}.lock`;
}

function wishFile(indexFile: string): string {
  return `${indexFile}.wanted`;
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

function removeStale(file: string, stale: LockHolder | null): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    // Another process may have taken over in between: what was moved aside is its lock then, and goes back.
    if (read(aside)?.pid !== stale?.pid) linkSync(aside, file);
  } catch {
    // It is gone already, or there is a newer one: the next attempt sees.
  }
  rmSync(aside, { force: true });
}

/** In one step: who looks sees the old text or the new one. */
function overwrite(file: string, holder: LockHolder): void {
  const temporary = `${file}.${process.pid}`;
  const fd = openSync(temporary, 'w', 0o600);
  writeSync(fd, JSON.stringify(holder));
  closeSync(fd);
  renameSync(temporary, file);
}

function isYoung(file: string, ms: number): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs < ms;
}

function read(file: string): LockHolder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LockHolder;
  } catch {
    return null;
  }
}
