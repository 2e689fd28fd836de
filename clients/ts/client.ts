import { StepwellError } from './errors.ts';
import type { LogOptions } from './recorder.ts';
import { type EnvironmentStepOptions, type EpisodeOptions, type Metrics, type Run, startRun } from './run.ts';
import type { InitOptions } from './settings.ts';
import type { MetricValue } from './values.ts';

/**
 * `stepwell/client`: the module-level API as Metrana documents it, in camelCase. One run at a time; `startRun` makes as many
 * as are wanted.
 */
export * from './errors.ts';
export type { LogOptions } from './recorder.ts';
export { type EnvironmentStepOptions, type EpisodeOptions, type Metrics, Run, startRun } from './run.ts';
export type { InitOptions } from './settings.ts';

export const StandardMetricScale = {
  ML_STEP: 'ML_STEP',
  EPISODE: 'EPISODE',
  ENVIRONMENT_STEP: 'ENVIRONMENT_STEP',
} as const;

let current: Run | null = null;

/** Starts the run that `log` writes to, and prints where it is. Rejects where one is open already. */
export async function init(options: InitOptions = {}): Promise<Run> {
  if (current !== null) throw new StepwellError('init was called before: call close() first');
  const run = await startRun(options);
  current = run;
  process.stderr.write(`stepwell: ${run.resumed ? 'resumes' : 'writes'} ${run.place}\n`);
  return run;
}

export function log(metric: string | Metrics, value?: MetricValue, options?: LogOptions): void {
  open('log').log(metric, value, options);
}

export function logRlStep(metric: string, value: MetricValue, options?: Omit<LogOptions, 'scale'>): void {
  open('logRlStep').logRlStep(metric, value, options);
}

export function logRlEpisode(metric: string, value: MetricValue, options: EpisodeOptions): void {
  open('logRlEpisode').logRlEpisode(metric, value, options);
}

export function logRlEnvironmentStep(metric: string, value: MetricValue, options: EnvironmentStepOptions): void {
  open('logRlEnvironmentStep').logRlEnvironmentStep(metric, value, options);
}

export function annotate(text: string, options?: { metadata?: Record<string, unknown>; step?: number }): void {
  open('annotate').annotate(text, options);
}

export function setStage(stage: string | null): void {
  open('setStage').setStage(stage);
}

export function summary(values: Record<string, unknown>): Promise<void> {
  return open('summary').summary(values);
}

/** Ends the run; without one it does nothing. */
export async function close(): Promise<void> {
  const run = current;
  current = null;
  await run?.close();
}

function open(call: string): Run {
  if (current === null) throw new StepwellError(`${call} was called before init: call init(…) first`);
  return current;
}
