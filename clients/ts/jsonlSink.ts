import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { DeliveryError, OptionError } from './errors.ts';
import { EventFile } from './eventFile.ts';
import { diskReason, isObject, type JsonObject } from './jsonFile.ts';
import { NoopSink } from './noopSink.ts';
import { seconds } from './recorder.ts';
import type { Reporter } from './reporter.ts';
import type { Settings } from './settings.ts';
import { type Delivered, type EventLine, type ImageFacts, NOTHING_PENDING } from './sink.ts';
import { jsonText } from './values.ts';

/** The first line is looked at within this many bytes. */
const LONGEST_OPENING = 1024 * 1024;

/**
 * Writes a run into one file of event lines, which opens as a run on its own (docs/format.md). The first line says which run it
 * is (type `run`), a `status` line what became of it; later ones win, field by field. What such a file cannot hold (console text,
 * images) is counted as dropped.
 */
export class JsonlSink extends NoopSink {
  override readonly runId: string;
  override readonly place: string;
  override readonly resumed: boolean;
  readonly #reporter: Reporter;
  readonly #clock: () => bigint;
  readonly #file: EventFile;

  /** Throws OptionError where the file holds something else than this run, or cannot be written. */
  constructor(path: string, settings: Settings, reporter: Reporter, facts: JsonObject) {
    super();
    this.place = path;
    this.runId = basename(path, '.jsonl');
    this.#reporter = reporter;
    this.#clock = settings.clock;
    const { fd, before } = openFile(path);
    this.resumed = before !== null;
    if (before !== null && before.key !== settings.run) {
      closeSync(fd);
      const held = 'key' in before ? `the run ${JSON.stringify(before.key)}` : 'something else than a run';
      throw new OptionError(
        `path=${JSON.stringify(path)} holds ${held}: give ${JSON.stringify(settings.run)} a file of its own`,
      );
    }
    this.#file = new EventFile(fd, path, reporter);
    const now = this.#now();
    this.mergeMeta({ ...facts, ...(this.resumed ? {} : { created_at: now }) });
    this.#write('status', { status: 'running', started_at: now, ...(this.resumed ? { ended_at: null } : {}) });
  }

  override append(line: EventLine): void {
    this.#file.append(line);
  }

  override appendLog(): void {
    this.#reporter.drop('console output');
  }

  override putImage(_image: Uint8Array, _name: string, _ts: string, { key }: ImageFacts): null {
    const told = `image ${JSON.stringify(key)}: a single file holds no images`;
    this.#reporter.failCall(new DeliveryError(told), 'cannot be logged');
    return null;
  }

  override mergeMeta(update: JsonObject): void {
    this.#write('run', update);
  }

  override setStatus(status: string, reason: string | null): void {
    this.#write('status', { status, ended_at: status === 'running' ? null : this.#now(), exit_reason: reason });
  }

  override async flush(): Promise<boolean> {
    return this.#file.flush();
  }

  override async deliver(): Promise<Delivered> {
    return this.#file.flush() ? NOTHING_PENDING : { ...NOTHING_PENDING, metrics: 1 };
  }

  override async rest(): Promise<void> {
    this.#file.rest();
  }

  override closeNow(status: string | null, reason: string | null): void {
    if (status !== null) this.setStatus(status, reason);
    this.#file.close();
  }

  #now(): number {
    return Number(this.#clock() / 1000n) / 1e6;
  }

  #write(type: string, data: JsonObject): void {
    this.append({ head: `{"ts":${seconds(this.#clock())},"type":"${type}"`, tail: `,"data":${jsonText(data)}}` });
  }
}

/** The file, open for appending, and what its first line says of the run: {} when nothing, null for a file without a line. */
function openFile(path: string): { fd: number; before: JsonObject | null } {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const fd = openSync(path, 'a+');
    const { size } = fstatSync(fd);
    if (size === 0) return { fd, before: null };
    const bytes = Buffer.alloc(Math.min(size, LONGEST_OPENING));
    readSync(fd, bytes, 0, bytes.length, 0);
    const last = Buffer.alloc(1);
    readSync(fd, last, 0, 1, size - 1);
    const before = opening(bytes.toString());
    // An earlier writer may have been killed inside a line; what comes next begins with a line of its own.
    if ('key' in before && last.toString() !== '\n') writeSync(fd, '\n');
    return { fd, before };
  } catch (error) {
    throw new OptionError(`path=${JSON.stringify(path)} cannot be written: ${diskReason(error)}`);
  }
}

function opening(text: string): JsonObject {
  try {
    const event: unknown = JSON.parse(text.split('\n', 1)[0] ?? '');
    return isObject(event) && event.type === 'run' && isObject(event.data) ? event.data : {};
  } catch {
    return {};
  }
}
