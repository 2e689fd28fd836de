import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { type AggregationRule, rulesToJson } from './aggregation.ts';
import { defaultRoots, parseSize, processRank, readSize, readVariable } from './environment.ts';
import { InvalidMetricError, OptionError } from './errors.ts';
import { type JsonObject, toJsonObject } from './jsonFile.ts';
import {
  BACKPRESSURE,
  type BackpressureStrategy,
  CLOSE,
  type CloseStrategy,
  ERRORS,
  type ErrorStrategy,
  LOG_LEVELS,
  type LogLevel,
  parseName,
  RESUME,
  type ResumeStrategy,
} from './strategies.ts';

/** Events that may wait for a server before backpressure sets in; each is some 300 bytes. */
const EVENT_QUEUE_SIZE = 1_000_000;
/** Distinct failures that are kept with their text; all are counted. */
const ERROR_QUEUE_SIZE = 10_000;
const SYSTEM_METRICS_SECONDS = 15;

/** What every way to open a run takes. A strategy comes from the option, else the environment, else the default. */
export interface RunOptions {
  apiKey?: string | undefined;
  workspaceName?: string | undefined;
  projectName?: string | undefined;
  runName?: string | undefined;
  experimentName?: string | undefined;
  /** "Allow" (default) continues a run of this name, "Never" throws where it exists. */
  resumeStrategy?: ResumeStrategy | undefined;
  /** When the queue to a server is full: "DropNew" (default), "Block" or "Raise". */
  backpressureStrategy?: BackpressureStrategy | undefined;
  errorStrategy?: ErrorStrategy | undefined;
  closeStrategy?: CloseStrategy | undefined;
  logLevel?: LogLevel | undefined;
  aggregationRules?: readonly AggregationRule[] | undefined;
  config?: Record<string, unknown> | undefined;
  /** Requests that may be under way at once; those beyond the first send images. 4 by default. */
  numDispatchWorkers?: number | undefined;
  /** A server's address; the server writes the folder then. `server` is the same. */
  ingestionUrl?: string | undefined;
  server?: string | undefined;
  /** Folder of runs; STEPWELL_ROOT or ./runs by default. */
  root?: string | undefined;
  tags?: readonly string[] | undefined;
  description?: string | undefined;
  /** Most events that wait for a server; 0 is unbounded. */
  eventQueueMaxSize?: number | undefined;
  /** Copies what is printed into the run's log. */
  captureConsole?: boolean | undefined;
  /** Readings of the machine every 15 s, or that many seconds. */
  systemMetrics?: boolean | number | undefined;
}

/** How events go to a server. Times in milliseconds; a size of 0 is unbounded. */
export interface Delivery {
  server: string;
  apiKey: string | null;
  workers: number;
  eventQueueSize: number;
  dispatchQueueSize: number;
  timeout: number;
  ingestTimeout: number;
  flushDelay: number;
  /** Attempts after the first; null repeats until the server takes the events or close gives up. */
  maxRetries: number | null;
  /** CompleteAll gives up when the server took nothing for this long. */
  closePatience: number;
}

/** Everything that a run is opened with. */
export interface Settings {
  workspace: string | null;
  project: string;
  experiment: string | null;
  run: string | null;
  /** Instead of the three names: a path below the root ("/a/b"), or a server's folder id. */
  folderPath: string | null;
  folderId: string | null;
  /** Absolute: a script may change its working folder later. */
  root: string;
  resume: ResumeStrategy;
  backpressure: BackpressureStrategy;
  errors: ErrorStrategy;
  close: CloseStrategy;
  logLevel: LogLevel;
  errorQueueSize: number;
  config: JsonObject | null;
  tags: string[];
  description: string | null;
  aggregationRules: JsonObject[] | null;
  delivery: Delivery | null;
  captureConsole: boolean;
  /** Milliseconds between readings, null for none. */
  systemMetrics: number | null;
  rank: number | null;
  /** Unix nanoseconds. */
  clock: () => bigint;
  /** Unique to this process's part in the run. */
  session: string;
}

const now = (): bigint => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1_000)) * 1_000n;

/** Throws OptionError that names the option or variable and what it accepts. `more` wins over everything. */
export function settingsOf(options: RunOptions, env: NodeJS.ProcessEnv, more: Partial<Settings> = {}): Settings {
  const workers = options.numDispatchWorkers ?? 4;
  if (!Number.isInteger(workers) || workers < 1)
    throw new OptionError(
      `numDispatchWorkers=${JSON.stringify(workers)} is not accepted: it is a whole number of at least 1`,
    );
  return {
    workspace: text(options.workspaceName, 'workspaceName'),
    project: text(options.projectName, 'projectName') ?? 'default',
    experiment: text(options.experimentName, 'experimentName'),
    run: text(options.runName, 'runName'),
    folderPath: null,
    folderId: null,
    root: resolve(text(options.root, 'root') ?? defaultRoots(env)[0]),
    resume: named(RESUME, options.resumeStrategy, 'resumeStrategy', env, 'RESUME_STRATEGY', 'Allow'),
    backpressure: named(
      BACKPRESSURE,
      options.backpressureStrategy,
      'backpressureStrategy',
      env,
      'BACKPRESSURE_STRATEGY',
      'DropNew',
    ),
    errors: named(ERRORS, options.errorStrategy, 'errorStrategy', env, 'ERROR_MODES', 'Warn'),
    close: named(CLOSE, options.closeStrategy, 'closeStrategy', env, 'CLOSE_STRATEGY', 'CompletePending'),
    logLevel: named(LOG_LEVELS, options.logLevel, 'logLevel', env, 'LOG_LEVEL', 'Success'),
    errorQueueSize: readSize(env, 'ERROR_QUEUE_MAX_SIZE', ERROR_QUEUE_SIZE),
    config: options.config === undefined ? null : jsonObject(options.config, 'config'),
    tags: tags(options.tags),
    description: text(options.description, 'description'),
    aggregationRules: options.aggregationRules === undefined ? null : rulesToJson(options.aggregationRules),
    delivery: delivery(options, env, workers),
    captureConsole: flag(options.captureConsole, 'captureConsole'),
    systemMetrics: interval(options.systemMetrics),
    rank: processRank(env),
    clock: now,
    session: randomBytes(8).toString('hex'),
    ...more,
  };
}

/** `value` as a JSON object. Throws OptionError naming `what` when it is none. */
export function jsonObject(value: unknown, what: string): JsonObject {
  try {
    const made = toJsonObject(value);
    if (made !== null) return made;
  } catch (error) {
    if (error instanceof InvalidMetricError) throw new OptionError(`${what}: ${error.message}`);
    throw error;
  }
  throw new OptionError(`${what} must be an object, not ${Array.isArray(value) ? 'a list' : typeof value}`);
}

function delivery(options: RunOptions, env: NodeJS.ProcessEnv, workers: number): Delivery | null {
  const { server, ingestionUrl, root, eventQueueMaxSize } = options;
  if (server !== undefined && ingestionUrl !== undefined && server !== ingestionUrl)
    throw new OptionError('server and ingestionUrl name two servers: give one of them');
  const to = server ?? ingestionUrl;
  if (to !== undefined && root !== undefined)
    throw new OptionError('root and server cannot both be given: a run is written into a folder or sent to a server');
  const fromEnvironment = readSize(env, 'EVENT_QUEUE_MAX_SIZE', EVENT_QUEUE_SIZE);
  const made = {
    apiKey: options.apiKey ?? readVariable(env, 'API_KEY')?.value ?? null,
    workers,
    eventQueueSize:
      eventQueueMaxSize === undefined ? fromEnvironment : parseSize(eventQueueMaxSize, 'eventQueueMaxSize'),
    dispatchQueueSize: readSize(env, 'DISPATCH_QUEUE_MAX_SIZE', 0),
    timeout: 10_000,
    ingestTimeout: 60_000,
    flushDelay: 250,
    maxRetries: null,
    closePatience: 300_000,
  };
  return to === undefined ? null : { ...made, server: address(to, 'server') };
}

/** http(s)://host[:port][/prefix] without a slash at its end. */
export function address(server: unknown, option: string): string {
  if (typeof server !== 'string' || !/^https?:\/\/[^/]/.test(server) || !URL.canParse(server))
    throw new OptionError(
      `${option}=${JSON.stringify(server)} is not accepted: it is an address such as http://127.0.0.1:23300`,
    );
  return server.replace(/\/+$/, '');
}

function named<T extends string>(
  all: readonly T[],
  given: T | undefined,
  option: string,
  env: NodeJS.ProcessEnv,
  variable: string,
  otherwise: T,
): T {
  const found = readVariable(env, variable);
  // A bad variable is an error even where an option wins: it would bite the next script.
  const fromEnvironment = found === null ? otherwise : parseName(all, found.value, found.name);
  return given === undefined ? fromEnvironment : parseName(all, given, option);
}

export function text(value: unknown, option: string): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string')
    throw new OptionError(`${option}=${JSON.stringify(value)} is not accepted: it is a text`);
  return value;
}

function tags(value: readonly string[] | undefined): string[] {
  if (value !== undefined && !Array.isArray(value))
    throw new OptionError(`tags=${JSON.stringify(value)} is not accepted: it is a list of texts`);
  return [...new Set((value ?? []).map(String))];
}

function flag(value: boolean | undefined, option: string): boolean {
  if (value !== undefined && typeof value !== 'boolean')
    throw new OptionError(`${option}=${JSON.stringify(value)} is not accepted: it is true or false`);
  return value ?? false;
}

function interval(given: boolean | number | undefined): number | null {
  if (given === undefined || given === false) return null;
  const seconds = given === true ? SYSTEM_METRICS_SECONDS : given;
  if (typeof seconds !== 'number' || !(seconds >= 0.05 && seconds <= 86_400))
    throw new OptionError(
      `systemMetrics=${JSON.stringify(given)} is not accepted: it is true, false or seconds between readings`,
    );
  return seconds * 1000;
}
