import { randomBytes } from 'node:crypto';
import { StepwellError } from './errors.ts';
import { FolderSink } from './folderSink.ts';
import { HttpSink } from './httpSink.ts';
import { type LogOptions, Recorder } from './recorder.ts';
import { type InitOptions, type Settings, settingsOf } from './settings.ts';
import type { MetricValue } from './values.ts';

export type Metrics = Readonly<Record<string, MetricValue>>;

/** Coordinates of a point of reinforcement learning: they do not open a series. */
export interface EpisodeOptions extends Omit<LogOptions, 'scale' | 'step'> {
  /** The training step that the episode belongs to. */
  rlStep: number;
  /** Step of the series; counts up by itself. */
  episode?: number;
  /** Becomes the label `environment_id`. */
  envId?: string;
}

export interface EnvironmentStepOptions extends EpisodeOptions {
  /** Step of the series; counts up by itself. Here `episode` is a coordinate. */
  envStep?: number;
}

/** One run being written. Made by `startRun`. */
export class Run {
  readonly #settings: Settings;
  readonly #sink: FolderSink | HttpSink;
  readonly #recorder: Recorder;
  readonly #errors: StepwellError[] = [];
  #dropped = 0;
  #closed = false;

  constructor(settings: Settings, sink: FolderSink | HttpSink, errors: StepwellError[]) {
    this.#settings = settings;
    this.#sink = sink;
    this.#errors = errors;
    const clock = (): bigint => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1_000)) * 1_000n;
    this.#recorder = new Recorder(sink, clock, sink.lastSteps, (error) => {
      this.#dropped++;
      noteError(this.#errors, error, settings);
    });
  }

  /** Folder of the run, or the address of its page. */
  get place(): string {
    return this.#sink instanceof FolderSink ? this.#sink.folder : this.#sink.address;
  }

  get resumed(): boolean {
    return this.#sink.resumed;
  }

  /** What was logged and will not be seen: invalid values, a full queue, events that were not sent. */
  get dropped(): number {
    return this.#dropped + (this.#sink instanceof HttpSink ? this.#sink.dropped : 0);
  }

  /** Logs one value, or an object of values. Steps count up by themselves per (name, scale, labels). */
  log(metric: string | Metrics, value?: MetricValue, options: LogOptions = {}): void {
    this.#ready();
    this.#recorder.log(metric, value, options);
  }

  logRlStep(metric: string, value: MetricValue, options: Omit<LogOptions, 'scale'> = {}): void {
    this.log(metric, value, options);
  }

  logRlEpisode(metric: string, value: MetricValue, options: EpisodeOptions): void {
    this.#ready();
    const { rlStep, episode, ...rest } = options;
    this.#recorder.log(metric, value, {
      ...withEnvironment(rest),
      scale: 'EPISODE',
      step: episode,
      coords: { rl_step: rlStep },
    });
  }

  logRlEnvironmentStep(metric: string, value: MetricValue, options: EnvironmentStepOptions): void {
    this.#ready();
    const { rlStep, episode, envStep, ...rest } = options;
    this.#recorder.log(metric, value, {
      ...withEnvironment(rest),
      scale: 'ENVIRONMENT_STEP',
      step: envStep,
      coords: { rl_step: rlStep, ...(episode === undefined ? {} : { episode }) },
    });
  }

  annotate(text: string, options: { metadata?: Record<string, unknown>; step?: number } = {}): void {
    this.#ready();
    this.#recorder.annotate(text, options.metadata, options.step);
  }

  /** Stands on all points until another stage is set; null ends it. */
  setStage(stage: string | null): void {
    this.#ready();
    this.#recorder.setStage(stage);
  }

  /** Final values, merged into those that were given before. */
  async summary(values: Record<string, unknown>): Promise<void> {
    this.#ready();
    if (this.#sink instanceof FolderSink) this.#sink.summary(values);
    else await this.#sink.patch({ summary: values });
  }

  /** Resolves once everything that was logged is with the server (at once for a folder). */
  async flush(): Promise<void> {
    if (this.#sink instanceof HttpSink) await this.#sink.flush();
  }

  /** Ends the run. Rejects with what went wrong where the error strategy is "RaiseOnClose". */
  async close(status: 'finished' | 'failed' | 'interrupted' = 'finished', reason: string | null = null): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#sink instanceof FolderSink) this.#sink.finish(status, reason, Date.now() / 1000);
    else await this.#sink.close(status, reason);
    if (this.dropped > 0 && this.#settings.errors !== 'Silent')
      process.stderr.write(`stepwell: ${this.dropped} points were dropped\n`);
    const [first] = this.#errors;
    if (this.#settings.errors === 'RaiseOnClose' && first !== undefined) throw first;
  }

  #ready(): void {
    if (this.#closed) throw new StepwellError('the run is closed');
    const error = this.#settings.errors === 'RaiseOnLog' ? this.#errors.shift() : undefined;
    if (error !== undefined) throw error;
  }
}

/** Creates a run, or resumes the one of this name. Rejects with OptionError and RunExistsError. */
export async function startRun(options: InitOptions = {}, env: NodeJS.ProcessEnv = process.env): Promise<Run> {
  const settings = settingsOf(options, env);
  if (settings.server === null) return new Run(settings, new FolderSink(settings, Date.now() / 1000), []);
  const errors: StepwellError[] = [];
  const session = randomBytes(8).toString('hex');
  const sink = await HttpSink.start(settings, session, (error) => noteError(errors, error, settings));
  return new Run(settings, sink, errors);
}

const MOST_ERRORS = 1_000;
const MOST_WARNINGS = 20;

function noteError(errors: StepwellError[], error: Error, { errors: strategy }: Settings): void {
  if (strategy === 'Silent') return;
  if (errors.length < MOST_ERRORS) errors.push(error);
  if (strategy === 'Warn' && errors.length <= MOST_WARNINGS) process.stderr.write(`stepwell: ${error.message}\n`);
}

function withEnvironment({ envId, ...options }: LogOptions & { envId?: string }): LogOptions {
  return envId === undefined ? options : { ...options, labels: { ...options.labels, environment_id: envId } };
}
