import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Small JSON files of a root that are not a cache: `<root>/.stepwell/`, or an overlay in the user's data folder where the root is read-only. */
export interface RootNotes {
  readOnly: boolean;
  /** Where the files lie: below the root, or the overlay. */
  folder: string;
  inOverlay: boolean;
  read(name: string): NotesRead;
  /** Another text whenever `read` may say something else. */
  stamp(name: string): string;
  /**
   * Replaces the file in one step, so that a crash leaves the old or the new one; `change` gets what is there now, and no
   * other process of this root writes it meanwhile. null leaves it as it is. Throws where it cannot be written.
   */
  update(name: string, change: (now: NotesRead) => unknown): void;
}

/** What a file says in the root itself, and in the overlay: a root may be read-only at one time and not at another. */
export interface NotesRead {
  own: unknown;
  overlay: unknown;
}

export function rootNotes(root: string, env: NodeJS.ProcessEnv = process.env): RootNotes {
  const readOnly = isReadOnly(root);
  const own = join(root, '.stepwell');
  const overlay = overlayFolder(root, env);
  const inOverlay = readOnly || (existsSync(own) && isReadOnly(own));
  const folder = inOverlay ? overlay : own;
  const read = (name: string): NotesRead => ({
    own: readJson(join(own, name)),
    overlay: readJson(join(overlay, name)),
  });
  return {
    readOnly,
    folder,
    inOverlay,
    read,
    stamp: (name) => [own, overlay].map((place) => stampOf(join(place, name))).join(' '),
    update: (name, change) => {
      mkdirSync(folder, { recursive: true });
      alone(join(folder, `.${name}.lock`), () => {
        const value = change(read(name));
        if (value === null) return;
        const temporary = join(folder, `.${name}.${process.pid}`);
        writeFileSync(temporary, `${JSON.stringify(value, null, 1)}\n`);
        renameSync(temporary, join(folder, name));
      });
    },
  };
}

function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? '-' : `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}

/** A lock that stays the same for so long was left by a process that is gone: what is done under it takes milliseconds. */
const LEFT_MS = 2_000;
const LOOK_MS = 5;

/** Runs `work` while no other process does, on this machine or on another that has the same disk. */
function alone(lock: string, work: () => void): void {
  let seen = '';
  let since = Date.now();
  while (!take(lock)) {
    const stat = statSync(lock, { bigint: true, throwIfNoEntry: false });
    const now = stat === undefined ? '' : `${stat.ino}:${stat.ctimeNs}`;
    if (now !== seen) [seen, since] = [now, Date.now()];
    else if (Date.now() - since > LEFT_MS) rmSync(lock, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function overlayFolder(root: string, env: NodeJS.ProcessEnv): string {
  const data = env.XDG_DATA_HOME || join(homedir(), '.local', 'share');
  return join(data, 'stepwell', createHash('sha1').update(root).digest('hex').slice(0, 16));
}

/** A folder without any write bit is meant not to be written, even where this user could. */
function isReadOnly(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return (statSync(folder).mode & 0o222) === 0;
  } catch {
    return true;
  }
}
