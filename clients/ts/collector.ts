import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MOST_BATCH_ITEMS } from '../../shared/ingest.ts';
import { announcement } from './announce.ts';
import { defaultRoots } from './environment.ts';
import { OptionError } from './errors.ts';
import { Experiment } from './experiment.ts';
import { cleanPath, type Folders, type FoundFolder, findFolder, LocalFolders, ServerFolders } from './folders.ts';
import { JsonlSink } from './jsonlSink.ts';
import { refuseUnknown } from './knownOptions.ts';
import { NoopSink } from './noopSink.ts';
import { Run } from './run.ts';
import { address, type Delivery, type RunOptions, type Settings, settingsOf, text } from './settings.ts';
import type { Sink } from './sink.ts';
import { openSink, reporterOf, runFacts } from './startRun.ts';

/** Times are seconds. All but `root` are for a server: into a folder each call is written before it returns. */
export interface CollectorOptions {
  /** A server's address. Nothing is sent anywhere without it. */
  host?: string | undefined;
  /** Creating an experiment, and status updates; 10. */
  timeout?: number | undefined;
  /** A batch of metrics and annotations; 60. */
  ingestTimeout?: number | undefined;
  /** How long the background waits for more before it sends; 0.25. */
  flushDelaySeconds?: number | undefined;
  /** Metrics plus annotations of an experiment that may wait; what finds no room is dropped and counted. 100,000. */
  maxQueueItems?: number | undefined;
  /** Most of one request, at most 10,000; 500. */
  maxBatchItems?: number | undefined;
  /** Attempts after the first before a batch is given up and counted; null (the default) never gives up. */
  maxRetries?: number | null | undefined;
  /** Folder of runs, without `host`; STEPWELL_ROOT or ./runs by default. */
  root?: string | undefined;
}

export interface ExperimentOptions {
  description?: string | undefined;
  /** Facts of the whole run: its config. */
  meta?: Record<string, unknown> | undefined;
  folderId?: string | undefined;
  /** Must exist (`makeFolder`). Never both. */
  folderPath?: string | undefined;
}

const KNOWN: Readonly<Record<keyof CollectorOptions, true>> = {
  host: true,
  timeout: true,
  ingestTimeout: true,
  flushDelaySeconds: true,
  maxQueueItems: true,
  maxBatchItems: true,
  maxRetries: true,
  root: true,
};
const KNOWN_OF_EXPERIMENT = { description: true, meta: true, folderId: true, folderPath: true } as const;

/** The object habit: makes experiments in a folder, or on the server at `host`. Source: the Syvain metrics collector's documentation. */
export class Collector {
  readonly #apiKey: string | undefined;
  readonly #host: string | undefined;
  readonly #delivery: Partial<Delivery>;
  readonly #roots: readonly [string, ...string[]];
  readonly #folders: Folders;

  /** Throws OptionError naming the option that is not accepted. */
  constructor(apiKey?: string | null, options: CollectorOptions = {}) {
    refuseUnknown(options, KNOWN, 'Collector');
    const { host, root, maxRetries = null } = options;
    if (host !== undefined && root !== undefined)
      throw new OptionError(
        'root and host cannot both be given: experiments are written into a folder or sent to a server',
      );
    this.#apiKey = apiKey ?? undefined;
    this.#host = host === undefined ? undefined : address(host, 'host');
    this.#delivery = {
      workers: 1,
      timeout: milliseconds(options.timeout ?? 10, 'timeout', 0.001),
      ingestTimeout: milliseconds(options.ingestTimeout ?? 60, 'ingestTimeout', 0.001),
      flushDelay: milliseconds(options.flushDelaySeconds ?? 0.25, 'flushDelaySeconds', 0),
      eventQueueSize: count(options.maxQueueItems ?? 100_000, 'maxQueueItems', 1),
      dispatchQueueSize: count(options.maxBatchItems ?? 500, 'maxBatchItems', 1, MOST_BATCH_ITEMS),
      maxRetries: maxRetries === null ? null : count(maxRetries, 'maxRetries', 0),
    };
    this.#roots = root === undefined ? defaultRoots(process.env) : [resolve(root)];
    const { delivery } = this.#settings({}, {});
    this.#folders =
      delivery === null
        ? new LocalFolders(this.#roots)
        : new ServerFolders(delivery.server, delivery.apiKey, delivery.timeout);
  }

  /**
   * The experiment of this name: a new run, or the one of this name in the same folder, continued. Without a folder it belongs to
   * project "default". Rejects with OptionError, FolderNotFoundError, AmbiguousFolderError, ServerError.
   */
  async experiment(name: string, options: ExperimentOptions = {}): Promise<Experiment> {
    const settings = this.#settings(described(name, options), await this.#place(options));
    const reporter = reporterOf(settings);
    return await openExperiment(settings, await openSink(settings, reporter), reporter);
  }

  /** The folder of this path. Rejects with OptionError, FolderNotFoundError, AmbiguousFolderError, ServerError. */
  folder(path: string): Promise<FoundFolder> {
    return findFolder(this.#folders, path);
  }

  /** The folder of this path, made with those above it where it is missing. Rejects with OptionError, ServerError. */
  async makeFolder(path: string): Promise<FoundFolder> {
    return await this.#folders.make(cleanPath(path));
  }

  async #place({ folderId, folderPath }: ExperimentOptions): Promise<Partial<Settings>> {
    if (folderId === undefined && folderPath === undefined) return {};
    const found =
      folderPath === undefined
        ? await this.#folders.findId(String(folderId))
        : await findFolder(this.#folders, folderPath);
    return found.root === null ? { folderId: found.id } : { folderPath: found.path, root: found.root };
  }

  #settings(options: RunOptions, more: Partial<Settings>): Settings {
    const target = this.#host === undefined ? { root: this.#roots[0] } : { server: this.#host, apiKey: this.#apiKey };
    const settings = collectorSettings({ ...target, ...options }, more);
    const { delivery } = settings;
    return delivery === null ? settings : { ...settings, delivery: { ...delivery, ...this.#delivery } };
  }
}

/** The same calls, written into one file of event lines: `stepwell that.jsonl` shows it. One file holds one experiment. */
export class JsonlCollector {
  readonly #path: string;

  constructor(path: string | URL | { path: string | URL }) {
    const given = typeof path === 'object' && 'path' in path ? path.path : path;
    const name = given instanceof URL ? fileURLToPath(given) : text(given, 'path');
    if (name === null) throw new OptionError('path is not accepted: it is the path of a file');
    this.#path = resolve(name);
  }

  /** The experiment of this file, new or continued. Folders have no meaning here. Rejects with OptionError. */
  async experiment(name: string, options: ExperimentOptions = {}): Promise<Experiment> {
    return await openJsonl(this.#path, collectorSettings(described(name, options), {}));
  }
}

/** The same calls, checked as strictly, and nothing kept: no file, no network. */
export class NoopCollector {
  async experiment(name: string, options: ExperimentOptions = {}): Promise<Experiment> {
    const settings = collectorSettings(described(name, options), {});
    const [sink, reporter] = [new NoopSink(), reporterOf(settings)];
    return new Experiment(new Run(settings, sink, reporter), sink, reporter);
  }
}

/** The experiment that `settings` describe, in one file. */
export async function openJsonl(path: string, settings: Settings): Promise<Experiment> {
  const reporter = reporterOf(settings);
  return await openExperiment(settings, new JsonlSink(path, settings, reporter, runFacts(settings, null)), reporter);
}

async function openExperiment(
  settings: Settings,
  sink: Sink,
  reporter: ReturnType<typeof reporterOf>,
): Promise<Experiment> {
  const run = new Run(settings, sink, reporter);
  const kind = sink instanceof JsonlSink ? 'file' : settings.delivery === null ? 'folder' : 'server';
  for (const line of await announcement(run, settings.root, kind)) reporter.say('Success', line);
  return new Experiment(run, sink, reporter);
}

/** The strategies are the collector's own, whatever the environment says for `init`. */
export function collectorSettings(options: RunOptions, more: Partial<Settings>): Settings {
  const own = {
    resumeStrategy: 'Allow',
    backpressureStrategy: 'DropNew',
    errorStrategy: 'Warn',
    closeStrategy: 'CompletePending',
  } as const;
  return settingsOf({ ...own, ...options }, process.env, more);
}

function described(name: unknown, options: ExperimentOptions): RunOptions {
  refuseUnknown(options, KNOWN_OF_EXPERIMENT, 'experiment');
  const { description, meta, folderId, folderPath } = options;
  const runName = text(name, 'name');
  if (runName === null) throw new OptionError(`name=${JSON.stringify(name)} is not accepted: it is a text`);
  if (folderId !== undefined && folderPath !== undefined)
    throw new OptionError('folderId and folderPath cannot both be given: they name a folder twice');
  for (const [option, value] of Object.entries({ folderId, folderPath }))
    if (value !== undefined && text(value, option) === null)
      throw new OptionError(`${option}=${JSON.stringify(value)} is not accepted: it is a text`);
  return { runName, description, config: meta };
}

function milliseconds(value: unknown, option: string, least: number): number {
  if (typeof value === 'number' && value >= least && value <= 86_400) return value * 1000;
  throw new OptionError(`${option}=${JSON.stringify(value)} is not accepted: it is seconds, from ${least} to 86400`);
}

function count(value: unknown, option: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  const until = most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${most}`;
  throw new OptionError(
    `${option}=${JSON.stringify(value)} is not accepted: it is a whole number of at least ${least}${until}`,
  );
}
