import { DeliveryError, InvalidMetricError } from './errors.ts';
import { atExit, type EndStatus, ExitHooks, reasonOf } from './exitHooks.ts';
import { FlushResult } from './flushResult.ts';
import { isObject } from './jsonFile.ts';
import type { Reporter } from './reporter.ts';
import type { Run } from './run.ts';
import type { Sink } from './sink.ts';
import { toTimeNs } from './timestamps.ts';
import { type MetricValue, toNumber } from './values.ts';

/** Attempts after the first, where a caller says nothing. */
const FLUSH_RETRIES = 3;
const LONGEST_TEXT = 64 * 1024;

export interface MetricOptions {
  /** null is for what has no step. */
  step: number | null;
  /** Labels of few values each: they make lines within one metric. */
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Unix seconds below 10,000,000,000 and milliseconds from there on; now unless given. */
  timestamp?: number | bigint | undefined;
}

export interface AnnotationOptions {
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Else it stands at its time. */
  step?: number | undefined;
}

export interface ExperimentRunOptions {
  /** Signals and the end of the process within the body mark the run too; true by default. */
  installHooks?: boolean | undefined;
  /** Attempts after the first to deliver what waits when the body has ended; 3 by default. */
  flushRetries?: number | undefined;
}

/**
 * One experiment of a collector: one run. A call that cannot be used throws InvalidMetricError at once; delivery never throws,
 * but for `flushOrRaise`. Source: the Syvain metrics collector's documentation.
 */
export class Experiment {
  readonly #run: Run;
  readonly #sink: Sink;
  readonly #reporter: Reporter;
  #letGo: (() => void) | null = null;
  #finished = false;

  constructor(run: Run, sink: Sink, reporter: Reporter) {
    this.#run = run;
    this.#sink = sink;
    this.#reporter = reporter;
  }

  /** The run's id: the name of its folder. */
  get id(): string {
    return this.#run.id;
  }

  /** As it was given. */
  get name(): string {
    return this.#run.name;
  }

  /** The run's folder or file, or its page on the server. */
  get place(): string {
    return this.#run.place;
  }

  /** Whether an experiment of this name was there before. */
  get resumed(): boolean {
    return this.#run.resumed;
  }

  /** One finite value. Throws InvalidMetricError that names what cannot be used; nothing is written then. */
  metric(name: string, value: MetricValue, options: MetricOptions): void {
    const { step, metadata, timestamp } = isObject(options) ? (options as MetricOptions) : { step: undefined };
    const place = `metric ${JSON.stringify(name)}`;
    const number = finite(place, value);
    if (step === undefined)
      throw new InvalidMetricError(`${place}: step is required; step: null is for what has no step`);
    if (metadata !== undefined && !isObject(metadata))
      throw new InvalidMetricError(`${place}: metadata must be an object`);
    const timeNs = timestamp === undefined ? undefined : toTimeNs(timestamp);
    this.#keep();
    this.#run.writePoint(name, number, { step, labels: metadata, timeNs });
  }

  /** A remark: a checkpoint, a phase, an incident. Throws InvalidMetricError unless `text` has 1 to 65,536 characters. */
  annotation(text: string, { metadata, step }: AnnotationOptions = {}): void {
    if (typeof text !== 'string' || text === '' || text.length > LONGEST_TEXT)
      throw new InvalidMetricError(`annotation: text must have 1 to ${LONGEST_TEXT} characters`);
    if (metadata !== undefined && !isObject(metadata))
      throw new InvalidMetricError('annotation: metadata must be an object');
    this.#keep();
    this.#run.annotate(text, { metadata, step });
  }

  /** Says that the run runs. It does since it was made; this is for one that was done. */
  start(): void {
    this.#setStatus('running', null);
  }

  /** Says that the run is finished. Sent like everything else: `flush` or `flushOrRaise` waits for it. */
  done(): void {
    this.#setStatus('finished', null);
  }

  /**
   * Starts, runs `body`, says how it ended and delivers as well as it can: what is left after the retries is said and stays
   * queued, and no retry counts against `maxRetries`. Resolves with the body's value. Rejects only with what the body threw, and
   * the run is failed then.
   */
  async run<T>(body: (experiment: this) => T | Promise<T>, options: ExperimentRunOptions = {}): Promise<T> {
    const { installHooks = true, flushRetries = FLUSH_RETRIES } = options;
    const hooks = installHooks ? new ExitHooks((status, reason) => this.#endWithProcess(status, reason)) : null;
    this.start();
    this.#run.hooks = hooks?.install() ?? null;
    try {
      const value = await body(this);
      this.done();
      return value;
    } catch (error) {
      this.#setStatus('failed', reasonOf(error));
      throw error;
    } finally {
      hooks?.remove();
      this.#run.hooks = null;
      const result = await this.#deliver(flushRetries, true);
      if (!result.delivered) this.#say(`${result}; it stays queued, and flushOrRaise() tries again`);
      else if (!result.ok) this.#say(String(result));
    }
  }

  /** One attempt to deliver everything; never rejects. */
  flush(): Promise<FlushResult> {
    return this.#deliver(0, false);
  }

  /**
   * Delivers everything, in up to `retries` attempts after the first, with pauses that double from 0.2 s. Rejects with
   * DeliveryError while anything is pending, or when anything was lost since the experiment was made.
   */
  async flushOrRaise({ retries = FLUSH_RETRIES }: { retries?: number } = {}): Promise<void> {
    const result = await this.#deliver(retries, false);
    if (result.ok) return;
    const known = this.#reporter.lastFailure;
    throw new DeliveryError(`experiment ${this.name}: ${result}${known === null ? '' : `: ${known}`}`);
  }

  async #deliver(retries: number, free: boolean): Promise<FlushResult> {
    const result = new FlushResult(await this.#sink.deliver(retries + 1, free), this.#reporter.dropped);
    if (result.delivered) await this.#release();
    return result;
  }

  #setStatus(status: EndStatus | 'running', reason: string | null): void {
    this.#finished = status !== 'running';
    this.#keep();
    this.#sink.setStatus(status, reason);
  }

  #endWithProcess(status: EndStatus, reason: string | null): void {
    this.#setStatus(status, reason);
    this.#leave();
  }

  /** What waits for a server is tried once more as the process ends. */
  #keep(): void {
    this.#letGo ??= atExit(() => this.#leave());
  }

  async #release(): Promise<void> {
    this.#letGo?.();
    this.#letGo = null;
    if (this.#finished) await this.#sink.rest();
  }

  #leave(): void {
    if (this.#letGo === null) return;
    this.#letGo();
    this.#letGo = null;
    this.#run.closeNow(null);
  }

  #say(message: string): void {
    this.#reporter.say('Warn', `experiment ${this.name}: ${message}`);
  }
}

function finite(place: string, value: unknown): number | bigint {
  const number = numberOf(place, value);
  if (Number.isFinite(Number(number))) return number;
  throw new InvalidMetricError(`${place}: value must be a finite number, not ${number}`);
}

function numberOf(place: string, value: unknown): number | bigint {
  try {
    return toNumber(value);
  } catch (error) {
    throw new InvalidMetricError(`${place}: ${(error as Error).message}`);
  }
}
