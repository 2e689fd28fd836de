import { InvalidMetricError } from './errors.ts';
import type { Reporter } from './reporter.ts';
import { ML_STEP, noteStep, RESERVED, type Series, SeriesBook } from './series.ts';
import type { Sink } from './sink.ts';
import { checkInteger, jsonText, type Labels, labelTexts, type MetricValue, valueText } from './values.ts';

export interface LogOptions {
  /** ML_STEP by default. */
  scale?: string | undefined;
  /** Counts up by itself per (name, scale, labels). */
  step?: number | undefined;
  labels?: Labels | undefined;
  /** Adds the label evaluation: "true". */
  evaluation?: boolean | undefined;
  /** Unix nanoseconds; now by default. */
  timestamp?: bigint | number | undefined;
}

export interface Place extends LogOptions {
  coords?: Record<string, unknown>;
}

/** One point exactly as given: a step of null is no step, nothing counts by itself. */
export interface Point {
  step: number | null;
  scale?: string;
  labels?: Labels | undefined;
  timeNs?: bigint | undefined;
}

interface Row {
  scale: string;
  labels: [string, string][];
  coords: Record<string, number> | null;
  timeNs: bigint | null;
}

/** Turns calls into lines of events. Pure but for the clock and the sink; an error leaves no step used. */
export class Recorder {
  readonly #sink: Pick<Sink, 'append'>;
  readonly #clock: () => bigint;
  readonly #reporter: Reporter;
  readonly #series: SeriesBook;
  #stage = '';
  /** Where training stands on the ML_STEP scale, for log marks and images. */
  currentStep: number | null = null;

  /** `clock` gives Unix nanoseconds. */
  constructor(sink: Pick<Sink, 'append' | 'lastSteps'>, clock: () => bigint, reporter: Reporter) {
    this.#sink = sink;
    this.#clock = clock;
    this.#reporter = reporter;
    this.#series = new SeriesBook(() => sink.lastSteps());
  }

  /** The series of a name without labels on ML_STEP. */
  plainSeries(name: string): Series {
    return this.#series.find(name, ML_STEP, []);
  }

  log(metric: string | Readonly<Record<string, MetricValue>>, value: unknown, place?: Place): void {
    if (place === undefined && typeof value === 'number' && value - value === 0 && this.#logPlain(metric, value))
      return;
    this.#guarded(() => {
      if (typeof metric === 'object' && metric !== null) {
        if (value !== undefined)
          throw new InvalidMetricError('value is left out where the first argument is an object of values');
        this.#logAll(Object.entries(metric), place ?? {});
      } else this.#logAll([[metric, value]], place ?? {});
    });
  }

  /** Throws InvalidMetricError; what happens to the line afterwards is the sink's. */
  writePoint(name: string, value: unknown, { step, scale = ML_STEP, labels, timeNs }: Point): void {
    const text = valueText(value);
    const where = labels === undefined ? [] : labelTexts(labels);
    const at = step === null ? null : checkInteger(step, 'step');
    const series = this.#series.find(name, scale, where);
    if (at !== null) noteStep(series, at);
    const row: Row = { scale, labels: where, coords: null, timeNs: timeNs ?? null };
    this.#write('metric', this.#point(name, text, at, row), seconds(this.#clock()));
  }

  setStage(stage: string | null): void {
    this.#stage = stage === null ? '' : `,"stage":${JSON.stringify(String(stage))}`;
  }

  annotate(text: string, metadata?: Readonly<Record<string, unknown>>, step?: number): void {
    this.#guarded(() => {
      const more = metadata === undefined ? '' : `,"metadata":${jsonText(metadata)}`;
      const at = step === undefined ? '' : `,"step":${checkInteger(step, 'step')}`;
      this.#write('annotation', `{"text":${JSON.stringify(String(text))}${more}${at}}`, seconds(this.#clock()));
    });
  }

  /** The usual call: one finite value of a series that is known. False when it is another one. */
  #logPlain(metric: unknown, value: number): boolean {
    const series = this.#series.plain.get(metric as string);
    if (series === undefined) return false;
    const step = series.next++;
    this.currentStep = step;
    series.best?.note(value, step);
    const ts = seconds(this.#clock());
    const text = Object.is(value, -0) ? '-0' : String(value);
    this.#write('metrics', `{"global_step":${step},"time":${ts}${this.#stage},${series.prefix}${text}}`, ts);
    return true;
  }

  #logAll(entries: [string, unknown][], place: Place): void {
    const row = rowOf(place);
    const isWide = row.scale === ML_STEP && row.labels.length === 0 && row.coords === null && row.timeNs === null;
    const given = place.step === undefined ? null : checkInteger(place.step, 'step');
    const ts = seconds(this.#clock());
    const wide = new Map<number, string>();
    const points: string[] = [];
    let latest: number | null = null;
    for (const [name, value] of entries) {
      this.#guarded(() => {
        const text = valueText(value);
        const series = this.#series.find(name, row.scale, row.labels);
        const step = given ?? series.next;
        noteStep(series, step);
        series.best?.note(value, step);
        latest = Math.max(latest ?? step, step);
        if (isWide && !RESERVED.has(name)) wide.set(step, `${wide.get(step) ?? ''},${series.prefix}${text}`);
        else points.push(this.#point(name, text, step, row));
      }, name);
    }
    if (row.scale === ML_STEP && latest !== null) this.currentStep = latest;
    for (const [step, values] of wide)
      this.#write('metrics', `{"global_step":${step},"time":${ts}${this.#stage}${values}}`, ts);
    for (const point of points) this.#write('metric', point, ts);
  }

  #point(name: string, value: string, step: number | null, { scale, labels, coords, timeNs }: Row): string {
    const parts = [`"name":${JSON.stringify(name)},"value":${value},"step":${step},"scale":${JSON.stringify(scale)}`];
    if (labels.length > 0) parts.push(`"labels":${JSON.stringify(Object.fromEntries(labels))}`);
    if (coords !== null) parts.push(`"coords":${JSON.stringify(coords)}`);
    if (timeNs !== null) parts.push(`"time_ns":${timeNs}`);
    return `{${parts.join(',')}${this.#stage}}`;
  }

  #write(type: string, data: string, ts: string): void {
    this.#sink.append({ head: `{"ts":${ts},"type":"${type}"`, tail: `,"data":${data}}` });
  }

  /** What cannot be logged takes nothing else down, and follows the error strategy. */
  #guarded(work: () => void, name?: string): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof InvalidMetricError)) throw error;
      const told =
        name === undefined ? error : new InvalidMetricError(`metric ${JSON.stringify(name)}: ${error.message}`);
      this.#reporter.failCall(told, 'cannot be logged');
    }
  }
}

function rowOf({ scale = ML_STEP, labels, evaluation, timestamp, coords }: Place): Row {
  if (typeof scale !== 'string' || scale === '')
    throw new InvalidMetricError('scale must be a text such as ML_STEP, EPISODE or ENVIRONMENT_STEP');
  const given = labels === undefined ? [] : labelTexts(labels);
  return {
    scale,
    labels: evaluation === true ? labelTexts({ ...Object.fromEntries(given), evaluation: 'true' }) : given,
    coords: coords === undefined ? null : coordinates(coords),
    timeNs: timestamp === undefined ? null : nanoseconds(timestamp),
  };
}

/** Coordinates of a point as whole numbers; those that are not given are left out. */
function coordinates(coords: Record<string, unknown>): Record<string, number> {
  const given = Object.entries(coords).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([name, value]) => [name, checkInteger(value, name)]));
}

function nanoseconds(timestamp: unknown): bigint {
  return typeof timestamp === 'bigint' ? timestamp : BigInt(checkInteger(timestamp, 'timestamp'));
}

/** Unix seconds with microseconds, as text: a double has no room for more. */
export function seconds(nanoseconds: bigint): string {
  const text = (nanoseconds / 1000n).toString().padStart(7, '0');
  return `${text.slice(0, -6)}.${text.slice(-6)}`;
}
