import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { DeliveryError, OptionError } from './errors.ts';
import { EventFile } from './eventFile.ts';
import { isAlive } from './facts.ts';
import { diskReason, isObject, type JsonObject, merge, readJson, writeJson } from './jsonFile.ts';
import { lastStepsOf } from './lastSteps.ts';
import { LogFile } from './logFile.ts';
import type { Reporter } from './reporter.ts';
import { eventsFiles, openEvents, openFolder } from './runFolder.ts';
import type { SeriesStep } from './series.ts';
import type { Settings } from './settings.ts';
import { type Delivered, type EventLine, type ImageFacts, NOTHING_PENDING, type Sink } from './sink.ts';

/** A run in a folder. Each event is with the kernel when `append` returns, so that a killed process loses nothing. */
export class FolderSink implements Sink {
  readonly runId: string;
  readonly place: string;
  readonly resumed: boolean;
  readonly #reporter: Reporter;
  readonly #clock: () => bigint;
  readonly #rank: number | null;
  readonly #file: EventFile;
  readonly #before: string[];
  #log: LogFile | null = null;
  #meta: JsonObject;
  #summary: JsonObject;
  #status: JsonObject;

  /** Creates the run, or resumes the newest one with its name. Throws OptionError, RunExistsError. */
  constructor(settings: Settings, reporter: Reporter, facts: JsonObject) {
    const { folder, resumed } = openFolder(settings);
    this.place = folder;
    this.runId = basename(folder);
    this.resumed = resumed;
    this.#reporter = reporter;
    this.#clock = settings.clock;
    this.#rank = settings.rank;
    this.#before = eventsFiles(folder);
    try {
      const { fd, name } = openEvents(folder, !resumed, settings.rank);
      this.#file = new EventFile(fd, join(folder, name), reporter);
    } catch (error) {
      throw new OptionError(`run folder ${folder} cannot be written: ${diskReason(error)}`);
    }
    this.#meta = readJson(join(folder, 'meta.json'));
    this.#summary = readJson(join(folder, 'summary.json'));
    this.#status = this.#begin(facts);
  }

  append(line: EventLine): void {
    this.#file.append(line);
  }

  appendLog(text: string, step: number | null, ts: number): void {
    try {
      this.#log ??= new LogFile(this.place, !this.#rank);
      this.#log.append(text, step, ts);
    } catch (error) {
      this.#reporter.drop('console output');
      this.#reporter.fail(`${join(this.place, 'logs.txt')}: ${diskReason(error)}`);
    }
  }

  putImage(image: Uint8Array, name: string, ts: string, { key, step, caption }: ImageFacts): string | null {
    const path = `media/${name}`;
    try {
      mkdirSync(join(this.place, 'media'), { recursive: true });
      writeFileSync(join(this.place, path), image);
    } catch (error) {
      this.#reporter.failCall(new DeliveryError(`${join(this.place, path)}: ${diskReason(error)}`), 'disk');
      return null;
    }
    this.append({
      head: `{"ts":${ts},"type":"image"`,
      tail: `,"data":${JSON.stringify({ key, path, step, caption })}}`,
    });
    return path;
  }

  mergeMeta(update: JsonObject): void {
    this.#meta = merge(this.#meta, update);
    this.#writeJson('meta.json', this.#meta);
  }

  mergeSummary(update: JsonObject): void {
    this.#summary = merge(this.#summary, update);
    this.#writeJson('summary.json', this.#summary);
  }

  setPrimaryMetric(name: string, mode: 'max' | 'min'): void {
    this.mergeSummary({ best_metric_name: name, best_metric_mode: mode });
  }

  setStatus(status: string, reason: string | null): void {
    if (!this.#endsRun()) return;
    const ended_at = status === 'running' ? null : this.#now();
    this.#status = { ...this.#status, status, exit_reason: reason, ended_at };
    this.#writeJson('status.json', this.#status);
  }

  beat(): void {
    if (!this.#endsRun() || this.#status.status !== 'running') return;
    this.#status = { ...this.#status, heartbeat_at: this.#now() };
    this.#writeJson('status.json', this.#status);
  }

  summary(): JsonObject {
    return this.#summary;
  }

  config(): JsonObject {
    return isObject(this.#meta.config) ? this.#meta.config : {};
  }

  lastSteps(): SeriesStep[] {
    return this.resumed ? lastStepsOf(this.place, this.#before, this.#rank) : [];
  }

  async flush(): Promise<boolean> {
    return this.#file.flush();
  }

  async deliver(): Promise<Delivered> {
    return this.#file.flush() ? NOTHING_PENDING : { ...NOTHING_PENDING, metrics: 1 };
  }

  async rest(): Promise<void> {
    this.#file.rest();
  }

  async close(status: string | null, reason: string | null): Promise<void> {
    this.closeNow(status, reason);
  }

  closeNow(status: string | null, reason: string | null): void {
    if (status !== null) this.setStatus(status, reason);
    this.#file.close();
    this.#log?.close();
  }

  /** Rank 0 ends the run; another rank only where it made the run and rank 0 never came (a sweep with a run for each rank). */
  #endsRun(): boolean {
    if (!this.#rank) return true;
    if (this.resumed) return false;
    const meta = readJson(join(this.place, 'meta.json'));
    return meta.pid === process.pid && meta.hostname === hostname();
  }

  #begin(facts: JsonObject): JsonObject {
    const now = this.#now();
    const before = readJson(join(this.place, 'status.json'));
    if (this.resumed && this.#rank) return before;
    if (before.status === 'running' && this.#rank === null) this.#warnOfWriter();
    this.mergeMeta({ ...facts, ...(this.resumed ? {} : { id: this.runId, created_at: now }) });
    const { status, started_at, ended_at, exit_reason } = before;
    const earlier = Array.isArray(before.attempts) ? before.attempts : [];
    const made = {
      status: 'running',
      started_at: now,
      ended_at: null,
      exit_reason: null,
      ...(status === undefined ? {} : { attempts: [...earlier, { status, started_at, ended_at, exit_reason }] }),
    };
    this.#writeJson('status.json', made);
    return made;
  }

  /** Two scripts with one run name write one run: allowed, and seldom meant. */
  #warnOfWriter(): void {
    const { pid, key } = this.#meta;
    if (typeof pid !== 'number' || this.#meta.hostname !== hostname() || !isAlive(pid)) return;
    this.#reporter.say('Warn', `run ${key} is being written by process ${pid} too: another runName keeps them apart`);
  }

  #writeJson(name: string, value: JsonObject): void {
    try {
      writeJson(join(this.place, name), value);
    } catch (error) {
      this.#reporter.fail(`${join(this.place, name)}: ${diskReason(error)}`);
    }
  }

  #now(): number {
    return Number(this.#clock() / 1000n) / 1e6;
  }
}
