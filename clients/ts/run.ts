import { ConsoleTap } from './consoleTap.ts';
import { InvalidMetricError, OptionError, RunFinishedError } from './errors.ts';
import { type EndStatus, type ExitHooks, reasonOf } from './exitHooks.ts';
import { type ImageSource, imageBytes, imageName } from './images.ts';
import { type JsonObject, merge } from './jsonFile.ts';
import { Monitor } from './monitor.ts';
import { type LogOptions, type Point, Recorder, seconds } from './recorder.ts';
import type { Reporter } from './reporter.ts';
import { type EnvironmentStepOptions, type EpisodeOptions, environmentStepPlace, episodePlace } from './rlPlaces.ts';
import { Best, bestSummary } from './series.ts';
import { jsonObject, type Settings } from './settings.ts';
import type { Sink } from './sink.ts';
import { checkInteger, type MetricValue } from './values.ts';

export type Metrics = Readonly<Record<string, MetricValue>>;

export interface ImageOptions {
  /** Where training stands, unless given. */
  step?: number | undefined;
  caption?: string | undefined;
}

/** One run being written. Made by `startRun`. Logging never throws under the default error strategy; a closed run refuses every call. */
export class Run {
  readonly #settings: Settings;
  readonly #sink: Sink;
  readonly #reporter: Reporter;
  readonly #recorder: Recorder;
  readonly #monitor: Monitor | null;
  readonly #console: ConsoleTap | null;
  #config: JsonObject;
  #tags: string[];
  #primary: { name: string; best: Best } | null = null;
  #closed = false;
  /** Hooks that want to be shown that training goes on. */
  hooks: ExitHooks | null = null;

  constructor(settings: Settings, sink: Sink, reporter: Reporter) {
    this.#settings = settings;
    this.#sink = sink;
    this.#reporter = reporter;
    this.#recorder = new Recorder(sink, settings.clock, reporter);
    this.#config = merge(sink.config(), settings.config ?? {});
    this.#tags = settings.tags;
    const log = ([name, value, labels]: [string, number, Record<string, string>?]): void =>
      this.#recorder.log(name, value, { scale: 'SYSTEM', labels });
    const { systemMetrics, captureConsole, root } = settings;
    const monitored = { beat: () => sink.beat(), log };
    this.#monitor = systemMetrics === null ? null : new Monitor(monitored, reporter, systemMetrics, root);
    this.#console = captureConsole ? new ConsoleTap((text) => this.#takeOutput(text)) : null;
  }

  /** The run's id: the name of its folder. */
  get id(): string {
    return this.#sink.runId;
  }

  /** The run name, else the id. */
  get name(): string {
    return this.#settings.run ?? this.id;
  }

  /** The run's folder, or its page on the server. */
  get place(): string {
    return this.#sink.place;
  }

  /** Whether the run was there before this process. */
  get resumed(): boolean {
    return this.#sink.resumed;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The config as it is kept: a copy. */
  get config(): JsonObject {
    return merge({}, this.#config);
  }

  get tags(): string[] {
    return [...this.#tags];
  }

  /** What was logged and will not be seen: invalid values, a full queue, events that were not sent. */
  get dropped(): number {
    return this.#reporter.droppedCount;
  }

  /** Logs one value, or an object of values. Steps count up by themselves per (name, scale, labels). */
  log(metric: string | Metrics, value?: MetricValue, options?: LogOptions): void {
    this.#ready();
    this.#recorder.log(metric, value, options);
  }

  /** A metric per gradient update: `log` on the scale ML_STEP. */
  logRlStep(metric: string, value: MetricValue, options?: Omit<LogOptions, 'scale'>): void {
    this.log(metric, value, options);
  }

  /** A metric per episode. `episode` is its step; `rlStep` is kept with the point. */
  logRlEpisode(metric: string, value: MetricValue, options: EpisodeOptions): void {
    this.#ready();
    this.#recorder.log(metric, value, episodePlace(options));
  }

  /** A metric per environment interaction. `envStep` is its step; `rlStep` and `episode` are kept with the point. */
  logRlEnvironmentStep(metric: string, value: MetricValue, options: EnvironmentStepOptions): void {
    this.#ready();
    this.#recorder.log(metric, value, environmentStepPlace(options));
  }

  /** One point exactly as given. Throws InvalidMetricError. */
  writePoint(name: string, value: MetricValue, point: Point): void {
    this.#ready();
    this.#recorder.writePoint(name, value, point);
  }

  /** A remark on the run, at `step` or just at its time. */
  annotate(
    text: string,
    options: { metadata?: Record<string, unknown> | undefined; step?: number | undefined } = {},
  ): void {
    this.#ready();
    this.#recorder.annotate(text, options.metadata, options.step);
  }

  /** Stands on all points until another stage is set; null ends it. */
  setStage(stage: string | null): void {
    this.#ready();
    this.#recorder.setStage(stage);
  }

  /**
   * Keeps an image. Returns its path inside the run; null for one that is on its way to a server, or that was dropped: what is
   * no image follows the error strategy.
   */
  logImage(key: string, image: ImageSource, { step, caption }: ImageOptions = {}): string | null {
    this.#ready();
    try {
      const { bytes, extension } = imageBytes(image);
      const at = step === undefined ? this.#recorder.currentStep : checkInteger(step, 'step');
      const now = this.#settings.clock();
      const facts = { key: String(key), step: at, caption: caption === undefined ? null : String(caption) };
      return this.#sink.putImage(bytes, imageName(facts.key, extension, now), seconds(now), facts);
    } catch (error) {
      if (!(error instanceof InvalidMetricError)) throw error;
      this.#reporter.failCall(
        new InvalidMetricError(`image ${JSON.stringify(key)}: ${error.message}`),
        'cannot be logged',
      );
      return null;
    }
  }

  /** Merges into the config, objects deeply. Throws OptionError unless it is an object. */
  setConfig(update: Record<string, unknown>): void {
    this.#ready();
    const made = jsonObject(update, 'config');
    this.#config = merge(this.#config, made);
    this.#sink.mergeMeta({ config: made });
  }

  /** Adds tags; those that are there stay once. */
  addTags(tags: readonly string[]): void {
    this.#ready();
    this.#tags = [...new Set([...this.#tags, ...tags.map(String)])];
    this.#sink.mergeMeta({ tags: this.#tags });
  }

  /** Final values, merged into those that were given before. Throws OptionError unless it is an object. */
  summary(values: Record<string, unknown>): void {
    this.#ready();
    this.#sink.mergeSummary(jsonObject(values, 'summary'));
  }

  /** Names the metric whose best value stands for the run; value and step are written to the summary when the run ends. */
  setPrimaryMetric(name: string, mode: 'max' | 'min' = 'max'): void {
    this.#ready();
    if (mode !== 'max' && mode !== 'min')
      throw new OptionError(`mode=${JSON.stringify(mode)} is not accepted: it is max or min`);
    const said = this.#sink.summary();
    const { best_metric_value: value, best_metric_step: step } = said;
    const isSame = said.best_metric_name === name && said.best_metric_mode === mode && typeof value === 'number';
    const best = isSame ? new Best(mode, value, typeof step === 'number' ? step : null) : new Best(mode);
    this.#recorder.plainSeries(name).best = best;
    this.#primary = { name, best };
    this.#sink.setPrimaryMetric(name, mode);
  }

  /** Resolves once what was logged is written or delivered; false when `timeoutMs` were not enough. */
  flush(timeoutMs: number | null = null): Promise<boolean> {
    return this.#sink.flush(timeoutMs);
  }

  /** Ends the run; a second call does nothing. Every drop is counted and said. Rejects with DeliveryError under RaiseOnClose. */
  async close(status: EndStatus = 'finished', reason: string | null = null): Promise<void> {
    if (!this.#beginClose()) return;
    await this.#sink.close(status, reason);
    this.#endClose();
  }

  /** `close` that has ended when it returns: for a process that is ending. A status of null leaves the one that was said. */
  closeNow(status: EndStatus | null = 'finished', reason: string | null = null): void {
    if (!this.#beginClose()) return;
    this.#sink.closeNow(status, reason);
    this.#endClose();
  }

  /** Runs `body` and ends the run as the body ended. */
  async during<T>(body: (run: Run) => T | Promise<T>): Promise<T> {
    try {
      const value = await body(this);
      await this.close();
      return value;
    } catch (error) {
      await this.close('failed', reasonOf(error));
      throw error;
    }
  }

  #beginClose(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#console?.stop();
    this.#monitor?.stop();
    if (this.#primary !== null && this.#primary.best.value !== null)
      this.#sink.mergeSummary(bestSummary(this.#primary.name, this.#primary.best));
    return true;
  }

  #endClose(): void {
    const drops = this.#reporter.dropsText();
    if (drops !== '') this.#reporter.say('Warn', `${drops}; run ${this.place}`);
    this.#reporter.raiseOnClose();
  }

  #takeOutput(text: string): void {
    this.#sink.appendLog(text, this.#recorder.currentStep, Number(this.#settings.clock() / 1000n) / 1e6);
  }

  #ready(): void {
    if (this.#closed) throw new RunFinishedError('this run is closed: open another one to log into');
    this.hooks?.look();
  }
}
