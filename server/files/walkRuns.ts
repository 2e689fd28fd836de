import { closeSync, constants, type Dirent, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseLenientJson } from '../../shared/lenientJson.ts';
import type { JsonObject } from '../../shared/run.ts';

/** A run as found on disk. */
export interface FoundRun {
  /** Path below the root, "/" between segments, "" for the root itself. */
  dir: string;
  /** Name of the file, for a run that is one file; else "". */
  single: string;
  /** Names of its events files, sorted. */
  events: string[];
  /** What the first line of a single file says of the run; {} of a folder. */
  said: JsonObject;
  /** Marked as deleted by Runicorn: it is in the recycle bin. */
  deleted: boolean;
}

export interface Walk {
  runs: FoundRun[];
  /** Folders that are no runs, where new ones may appear. */
  parents: string[];
  /** Formats that were recognised and have no reader, with how many of each. */
  unreadable: Map<string, number>;
  /** What was recognised and has no reader, and JSON lines that are no run, by path below the root; at most 1,000. */
  withoutReader: WithoutReader[];
  /** Symbolic links that were not followed. */
  links: number;
  /** Folders that could not be read, with the reason. */
  problems: { dir: string; reason: string }[];
}

export interface WithoutReader {
  path: string;
  /** tfevents, wandb, mlruns, aim, or jsonl. */
  format: string;
  /** In a run's folder: the run itself is shown. */
  inRun: boolean;
}

const MOST_NAMED = 1_000;
const EVENTS = /^events(\.[^/]+)?\.jsonl$/;
const MARKERS = new Set(['meta.json', 'status.json']);
/** Folders that belong to a store or a run and hold no runs. */
const SKIPPED = new Set(['media', 'node_modules', 'archive', 'artifacts', 'index', '__pycache__', 'wandb', 'mlruns']);
const DEPTH = 32;

export function isEventsFile(name: string): boolean {
  return EVENTS.test(name);
}

/** Walks a root for runs at any depth, yielding after each folder so that the caller can give others a turn. */
export function* walkRuns(root: string): Generator<undefined, Walk> {
  const walk = newWalk();
  const open: { dir: string; depth: number }[] = [{ dir: '', depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const entries = list(join(root, next.dir), next.dir, walk);
    const isRun = takeRuns(root, next.dir, entries, walk);
    if (!isRun) walk.parents.push(next.dir);
    for (const entry of entries) {
      if (entry.isSymbolicLink()) walk.links++;
      if (!entry.isDirectory()) continue;
      if (entry.name === 'wandb' || entry.name === 'mlruns' || entry.name === '.aim')
        count(walk, entry.name.replace('.', ''), { path: below(next.dir, entry.name), inRun: isRun });
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name) || next.depth >= DEPTH) continue;
      open.push({ dir: below(next.dir, entry.name), depth: next.depth + 1 });
    }
    yield;
  }
  return walk;
}

/** The same walk, giving other work of the thread a turn every 64 folders. */
export async function walkInTurns(root: string): Promise<Walk> {
  const walker = walkRuns(root);
  for (let count = 1; ; count++) {
    const step = walker.next();
    if (step.done) return step.value;
    if (count % 64 === 0) await turn();
  }
}

/** One folder of a root, if it is a run. */
export function lookAtFolder(root: string, dir: string): FoundRun | null {
  const walk = newWalk();
  takeRuns(root, dir, list(join(root, dir), dir, walk), walk);
  return walk.runs.find((run) => run.single === '') ?? null;
}

function list(path: string, dir: string, walk: Walk): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    walk.problems.push({ dir, reason: (error as NodeJS.ErrnoException).code ?? 'cannot be read' });
    return [];
  }
}

function takeRuns(root: string, dir: string, entries: Dirent[], walk: Walk): boolean {
  const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map((entry) => entry.name);
  const events = files.filter(isEventsFile).toSorted();
  const isRun = events.length > 0 || files.some((name) => MARKERS.has(name));
  if (isRun) walk.runs.push({ dir, single: '', events, said: {}, deleted: files.includes('.deleted') });
  for (const name of files) {
    if (name.includes('tfevents')) count(walk, 'tfevents', { path: below(dir, name), inRun: isRun });
    else if (name.endsWith('.wandb')) count(walk, 'wandb', { path: below(dir, name), inRun: isRun });
    else if (!isRun && name.endsWith('.jsonl')) {
      const said = firstRunEvent(join(root, dir, name));
      if (said !== null) walk.runs.push({ dir, single: name, events: [name], said, deleted: false });
      else noteWithoutReader(walk, { path: below(dir, name), format: 'jsonl', inRun: false });
    }
  }
  return isRun;
}

function newWalk(): Walk {
  return { runs: [], parents: [], unreadable: new Map(), withoutReader: [], links: 0, problems: [] };
}

function below(dir: string, name: string): string {
  return dir === '' ? name : `${dir}/${name}`;
}

function count(walk: Walk, format: string, where: Omit<WithoutReader, 'format'>): void {
  walk.unreadable.set(format, (walk.unreadable.get(format) ?? 0) + 1);
  noteWithoutReader(walk, { ...where, format });
}

function noteWithoutReader(walk: Walk, one: WithoutReader): void {
  if (walk.withoutReader.length < MOST_NAMED) walk.withoutReader.push(one);
}

/** What the first line of a file says, where it is an event of type "run": then the file is a run on its own. Else null. */
export function firstRunEvent(path: string): JsonObject | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | (constants.O_NOFOLLOW ?? 0));
  } catch {
    return null;
  }
  try {
    const bytes = Buffer.alloc(64 * 1024);
    const text = bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, 0));
    const end = text.indexOf('\n');
    const first = parseLenientJson(end < 0 ? text : text.slice(0, end)) as JsonObject | null;
    if (first?.type !== 'run') return null;
    const { data = null } = first;
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : first;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}
