import { announcement } from './announce.ts';
import { AlreadyInitializedError, NotInitializedError } from './errors.ts';
import { type EndStatus, ExitHooks } from './exitHooks.ts';
import type { ImageSource } from './images.ts';
import { refuseUnknown } from './knownOptions.ts';
import type { LogOptions } from './recorder.ts';
import type { EnvironmentStepOptions, EpisodeOptions } from './rlPlaces.ts';
import { type ImageOptions, type Metrics, Run } from './run.ts';
import { type RunOptions, settingsOf } from './settings.ts';
import { KNOWN, openSink, reporterOf } from './startRun.ts';
import type { MetricValue } from './values.ts';

/**
 * `stepwell/client`: the module-level API as Metrana documents it, in camelCase, and the collectors as Syvain documents them.
 * One run at a time at module level; `startRun` makes as many as are wanted.
 */
export { AggregationFn, type AggregationRule } from './aggregation.ts';
export {
  Collector,
  type CollectorOptions,
  type ExperimentOptions,
  JsonlCollector,
  NoopCollector,
} from './collector.ts';
export * from './errors.ts';
export type { AnnotationOptions, Experiment, ExperimentRunOptions, MetricOptions } from './experiment.ts';
export type { FlushResult } from './flushResult.ts';
export type { FoundFolder } from './folders.ts';
export type { ImageSource, Pixels } from './images.ts';
export type { LogOptions } from './recorder.ts';
export type { EnvironmentStepOptions, EpisodeOptions } from './rlPlaces.ts';
export { type ImageOptions, type Metrics, Run } from './run.ts';
export type { RunOptions } from './settings.ts';
export { startRun } from './startRun.ts';
export { StandardMetricScale } from './strategies.ts';
export type { MetricValue } from './values.ts';

/** As for `startRun`, but that console and system metrics are on. */
export interface InitOptions extends RunOptions {
  /** Ends the run when the process ends; true by default. */
  exitHooks?: boolean | undefined;
}

let current: Run | null = null;
let opening = false;
let wasOpen = false;

/**
 * Opens the run that `log` writes to, and says where it is. Rejects with AlreadyInitializedError where one is open, OptionError,
 * RunExistsError, ServerError.
 */
export async function init(options: InitOptions = {}): Promise<Run> {
  refuseUnknown(options, { ...KNOWN, exitHooks: true }, 'init');
  const { exitHooks = true, ...given } = options;
  if (current !== null || opening)
    throw new AlreadyInitializedError(
      `init was called before${current === null ? '' : ` (run ${current.place})`}: call close() before the next one`,
    );
  opening = true;
  try {
    const run = await openRun(given);
    current = run;
    wasOpen = true;
    if (exitHooks) run.hooks = new ExitHooks((status, reason) => closeNow(run, status, reason)).install();
    return run;
  } finally {
    opening = false;
  }
}

async function openRun({ captureConsole = true, systemMetrics = true, ...given }: RunOptions): Promise<Run> {
  const settings = settingsOf({ ...given, captureConsole, systemMetrics }, process.env);
  const reporter = reporterOf(settings);
  const run = new Run(settings, await openSink(settings, reporter), reporter);
  const kind = settings.delivery === null ? 'folder' : 'server';
  for (const line of await announcement(run, settings.root, kind)) reporter.say('Success', line);
  return run;
}

/** Logs one value, or an object of values. Throws NotInitializedError before `init`. */
export function log(metric: string | Metrics, value?: MetricValue, options?: LogOptions): void {
  open('log').log(metric, value, options);
}

/** A metric per gradient update (scale ML_STEP). */
export function logRlStep(metric: string, value: MetricValue, options?: Omit<LogOptions, 'scale'>): void {
  open('logRlStep').logRlStep(metric, value, options);
}

/** A metric per episode (scale EPISODE). */
export function logRlEpisode(metric: string, value: MetricValue, options: EpisodeOptions): void {
  open('logRlEpisode').logRlEpisode(metric, value, options);
}

/** A metric per environment interaction (scale ENVIRONMENT_STEP). */
export function logRlEnvironmentStep(metric: string, value: MetricValue, options: EnvironmentStepOptions): void {
  open('logRlEnvironmentStep').logRlEnvironmentStep(metric, value, options);
}

/** A remark on the run. */
export function annotate(text: string, options?: Parameters<Run['annotate']>[1]): void {
  open('annotate').annotate(text, options);
}

/** Keeps an image. */
export function logImage(key: string, image: ImageSource, options?: ImageOptions): string | null {
  return open('logImage').logImage(key, image, options);
}

/** Names the stage that further points carry. */
export function setStage(stage: string | null): void {
  open('setStage').setStage(stage);
}

/** Merges final values into the run's summary. */
export function summary(values: Record<string, unknown>): void {
  open('summary').summary(values);
}

/** Names the metric that stands for the run. */
export function setPrimaryMetric(name: string, mode?: 'max' | 'min'): void {
  open('setPrimaryMetric').setPrimaryMetric(name, mode);
}

/** Resolves once everything is written or delivered. */
export async function flush(timeoutMs?: number | null): Promise<boolean> {
  return await open('flush').flush(timeoutMs);
}

/** The open run, or null. */
export function currentRun(): Run | null {
  return current;
}

/** Ends the run. A second call does nothing. Rejects with NotInitializedError before the first `init`, DeliveryError under RaiseOnClose. */
export async function close(options: { status?: EndStatus; reason?: string } = {}): Promise<void> {
  const run = wasOpen ? current : open('close');
  current = null;
  if (run === null) return;
  run.hooks?.remove();
  await run.close(options.status, options.reason);
}

/** The process ends: what goes wrong now has nobody to be told to. */
function closeNow(run: Run, status: EndStatus, reason: string | null): void {
  if (current === run) current = null;
  try {
    run.closeNow(status, reason);
  } catch (error) {
    process.stderr.write(`stepwell: ${(error as Error).message}\n`);
    if (process.exitCode === undefined || process.exitCode === 0) process.exitCode = 1;
  }
}

function open(call: string): Run {
  if (current === null) throw new NotInitializedError(`${call} was called without an open run: call init(…) first`);
  return current;
}
