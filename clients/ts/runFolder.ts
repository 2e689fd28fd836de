import { randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { segment } from '../../shared/segment.ts';
import { OptionError, RunExistsError } from './errors.ts';
import { diskReason, readJson, writeJson } from './jsonFile.ts';
import type { Settings } from './settings.ts';

/** Starting a run takes milliseconds; a lock that is older was left by a process that was killed. */
const LOCK_MS = 10_000;
const LOCK_PAUSE_MS = 5;

/** `<root>/[workspace/]project/[experiment]`, or the folder path that was given. */
export function parentFolder(
  settings: Pick<Settings, 'root' | 'workspace' | 'project' | 'experiment' | 'folderPath'>,
): string {
  const { root, workspace, project, experiment, folderPath } = settings;
  if (folderPath !== null)
    return join(
      root,
      ...folderPath
        .split('/')
        .filter((one) => one !== '')
        .map(segment),
    );
  return join(root, ...[workspace, project, experiment].filter((name) => name !== null).map(segment));
}

/** The run's folder and whether it was there. Throws RunExistsError, or OptionError where the root cannot be written. */
export function openFolder(settings: Settings): { folder: string; resumed: boolean } {
  const parent = parentFolder(settings);
  try {
    mkdirSync(parent, { recursive: true });
    return locked(settings.root, () => {
      const found = settings.run === null ? null : findRun(parent, settings.run);
      if (found !== null && settings.resume === 'Never')
        throw new RunExistsError(
          `runName=${JSON.stringify(settings.run)} exists in ${parent} and resumeStrategy is "Never": choose another name, or "Allow" to continue it`,
        );
      if (found !== null) return { folder: found, resumed: true };
      const folder = join(parent, newRunId(settings.clock()));
      mkdirSync(folder);
      // The name stands in the folder before the lock is let go, so that other ranks find it.
      writeJson(join(folder, 'meta.json'), { id: basename(folder), key: settings.run });
      return { folder, resumed: false };
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new OptionError(`root=${JSON.stringify(settings.root)} cannot be written: ${diskReason(error)}`);
  }
}

/** The newest run directly below the folder with this name. */
function findRun(parent: string, key: string): string | null {
  const found = readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !existsSync(join(parent, entry.name, '.deleted')))
    .map((entry) => ({ path: join(parent, entry.name), meta: readJson(join(parent, entry.name, 'meta.json')) }))
    .filter(({ meta }) => meta.key === key)
    .sort((a, b) => Number(b.meta.created_at ?? 0) - Number(a.meta.created_at ?? 0) || (a.path < b.path ? 1 : -1));
  return found[0]?.path ?? null;
}

/** Processes of one job that start at once must agree on one folder. A lock that cannot be had keeps nobody from starting. */
function locked<T>(root: string, work: () => T): T {
  const path = join(root, '.stepwell', 'start.lock');
  const held = takeLock(path);
  try {
    return work();
  } finally {
    if (held) rmSync(path, { force: true });
  }
}

function takeLock(path: string): boolean {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const end = performance.now() + LOCK_MS; performance.now() < end; ) {
    try {
      mkdirSync(join(path, '..'), { recursive: true });
      closeSync(openSync(path, 'wx'));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
    if (ageOf(path) > LOCK_MS) rmSync(path, { force: true });
    else Atomics.wait(pause, 0, 0, LOCK_PAUSE_MS);
  }
  return false;
}

function ageOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Date.now() - stat.mtimeMs;
}

/** An events file of this process alone, open for appending. Throws what the disk says. */
export function openEvents(folder: string, created: boolean, rank: number | null): { fd: number; name: string } {
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_APPEND;
  const own = `w-${process.pid}-${randomBytes(3).toString('hex')}`;
  const names =
    rank !== null && rank > 0
      ? [`events.rank${rank}.jsonl`, `events.rank${rank}-${own}.jsonl`]
      : [...(created ? ['events.jsonl'] : []), `events.${own}.jsonl`];
  const [first = '', second] = names;
  try {
    return { fd: openSync(join(folder, first), flags, 0o644), name: first };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || second === undefined) throw error;
    return { fd: openSync(join(folder, second), flags, 0o644), name: second };
  }
}

/** Names of the events files that lie in a run's folder. */
export function eventsFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^events(\..+)?\.jsonl$/.test(name));
}

/** Local date and time, then a random part: 20260131_184233_04df37. */
export function newRunId(timeNs: bigint): string {
  const now = new Date(Number(timeNs / 1_000_000n));
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `${date}_${time}_${randomBytes(3).toString('hex')}`;
}
