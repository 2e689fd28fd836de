import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { segment } from '../../shared/segment.ts';
import { OptionError, RunExistsError } from './errors.ts';
import { lastStepsOf } from './lastSteps.ts';
import type { EventLine, SeriesStep, Sink } from './recorder.ts';
import type { Settings } from './settings.ts';
import { jsonText } from './values.ts';

type JsonObject = Record<string, unknown>;

/** A run in a folder: each line is with the kernel when `append` returns, so that a killed process loses nothing. */
export class FolderSink implements Sink {
  readonly folder: string;
  readonly resumed: boolean;
  readonly lastSteps: readonly SeriesStep[];
  readonly #file: number;

  /** Creates the run, or resumes the newest one with its name. Throws OptionError, RunExistsError. */
  constructor(settings: Settings, now: number) {
    const names = [settings.workspace, settings.project, settings.experiment].filter((name) => name !== null);
    const parent = join(resolve(settings.root), ...names.map(segment));
    try {
      mkdirSync(parent, { recursive: true });
    } catch (error) {
      throw new OptionError(
        `root=${JSON.stringify(settings.root)} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      );
    }
    const known = settings.run === null ? null : findRun(parent, settings.run);
    if (known !== null && settings.resume === 'Never')
      throw new RunExistsError(
        `runName=${JSON.stringify(settings.run)} exists in ${parent} and resumeStrategy is "Never"`,
      );
    this.resumed = known !== null;
    this.folder = known ?? join(parent, newRunId(new Date(now * 1000)));
    mkdirSync(this.folder, { recursive: true });
    this.lastSteps = this.resumed ? lastStepsOf(this.folder) : [];
    this.#enter(settings, now);
    this.#file = openEvents(this.folder, this.resumed);
  }

  append({ head, tail }: EventLine): void {
    const bytes = Buffer.from(`${head}${tail}\n`);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
  }

  summary(values: JsonObject): void {
    const path = join(this.folder, 'summary.json');
    writeJson(path, { ...readJson(path), ...values });
  }

  finish(status: string, reason: string | null, now: number): void {
    const path = join(this.folder, 'status.json');
    writeJson(path, { ...readJson(path), status, exit_reason: reason, ended_at: now, heartbeat_at: now });
    closeSync(this.#file);
  }

  #enter(settings: Settings, now: number): void {
    const path = join(this.folder, 'meta.json');
    const old = readJson(path);
    const config = { ...(old.config as object | undefined), ...(settings.meta.config as object | undefined) };
    writeJson(path, {
      ...old,
      ...settings.meta,
      id: this.folder.split(/[\\/]/).at(-1),
      key: settings.run,
      alias: old.alias ?? settings.run,
      project: settings.project,
      ...(settings.workspace === null ? {} : { workspace: settings.workspace }),
      ...(settings.experiment === null ? {} : { experiment: settings.experiment }),
      created_at: old.created_at ?? now,
      config,
      host: hostname(),
      pid: process.pid,
      node: process.version,
      argv: process.argv,
    });
    const status = join(this.folder, 'status.json');
    const { ended_at, exit_reason, ...kept } = readJson(status);
    const attempts = typeof kept.attempts === 'number' ? kept.attempts + 1 : 1;
    writeJson(status, { started_at: now, ...kept, status: 'running', attempts });
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

/** An events file of this process alone. */
function openEvents(folder: string, resumed: boolean): number {
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_APPEND;
  const own = `events.w-${process.pid}-${randomBytes(3).toString('hex')}.jsonl`;
  try {
    return openSync(join(folder, resumed ? own : 'events.jsonl'), flags, 0o644);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return openSync(join(folder, own), flags, 0o644);
  }
}

function readJson(path: string): JsonObject {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}

function writeJson(path: string, value: JsonObject): void {
  const temporary = `${path}.${process.pid}.${randomBytes(3).toString('hex')}`;
  writeFileSync(temporary, `${jsonText(value)}\n`);
  renameSync(temporary, path);
}

/** Local date and time, then a random part: 20260131_184233_04df37. */
function newRunId(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${date}_${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}_${randomBytes(3).toString('hex')}`;
}
