import { InvalidMetricError } from './errors.ts';
import { checkName, checkStep, jsonText, type Labels, labelTexts, type MetricValue, valueText } from './values.ts';

/** Where lines go: a file, or a queue to a server. */
export interface Sink {
  append(line: EventLine): void;
}

/** An event's line in two halves, so that an id can be put between them. */
export interface EventLine {
  head: string;
  tail: string;
}

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

export interface SeriesStep {
  name: string;
  scale: string;
  labels: Readonly<Record<string, string>>;
  step: number;
}

interface Place extends LogOptions {
  coords?: Record<string, number>;
}

export const ML_STEP = 'ML_STEP';
const RESERVED = new Set(['global_step', 'step', 'time', 'stage', 'event_id']);

/** Turns calls into lines of events. Pure but for the clock and the sink; an error leaves no step used. */
export class Recorder {
  readonly #sink: Sink;
  readonly #clock: () => bigint;
  readonly #dropped: (error: InvalidMetricError) => void;
  /** Next step of each series. */
  readonly #next = new Map<string, number>();
  #stage = '';

  constructor(sink: Sink, clock: () => bigint, lastSteps: readonly SeriesStep[], dropped: (error: Error) => void) {
    this.#sink = sink;
    this.#clock = clock;
    this.#dropped = dropped;
    for (const { name, scale, labels, step } of lastSteps)
      this.#next.set(seriesKey(name, scale, labelTexts(labels)), step + 1);
  }

  log(metric: string | Readonly<Record<string, MetricValue>>, value: MetricValue | undefined, place: Place): void {
    this.#guarded(() => {
      if (typeof metric === 'string') {
        this.#logAll([[metric, value]], place);
        return;
      }
      if (value !== undefined)
        throw new InvalidMetricError('value: left out where the first argument is an object of values');
      this.#logAll(Object.entries(metric), place);
    });
  }

  setStage(stage: string | null): void {
    this.#stage = stage === null ? '' : JSON.stringify(stage);
  }

  annotate(text: string, metadata: Readonly<Record<string, unknown>> | undefined, step: number | undefined): void {
    const more = `${metadata === undefined ? '' : `,"metadata":${jsonText(metadata)}`}${step === undefined ? '' : `,"step":${checkStep(step)}`}`;
    this.#write('annotation', `{"text":${JSON.stringify(text)}${more}}`, seconds(this.#clock()));
  }

  #logAll(entries: [string, unknown][], place: Place): void {
    const scale = place.scale ?? ML_STEP;
    if (typeof scale !== 'string' || scale === '') throw new InvalidMetricError('scale: a text');
    const given = place.labels === undefined ? [] : labelTexts(place.labels);
    const labels = place.evaluation === true ? labelTexts({ ...Object.fromEntries(given), evaluation: 'true' }) : given;
    const isPlain =
      scale === ML_STEP && labels.length === 0 && place.timestamp === undefined && place.coords === undefined;
    const step = place.step === undefined ? undefined : checkStep(place.step);
    const ts = seconds(this.#clock());
    const rows = new Map<number, string>();
    const points: string[] = [];
    for (const [name, value] of entries) {
      this.#guarded(() => {
        const [key, text] = [seriesKey(checkName(name), scale, labels), valueText(value)];
        const at = this.#take(key, step);
        if (isPlain && !RESERVED.has(name)) rows.set(at, `${rows.get(at) ?? ''},${JSON.stringify(name)}:${text}`);
        else points.push(this.#point(name, text, at, scale, labels, place));
      });
    }
    const stage = this.#stage === '' ? '' : `,"stage":${this.#stage}`;
    for (const [at, values] of rows) this.#write('metrics', `{"global_step":${at},"time":${ts}${stage}${values}}`, ts);
    for (const point of points) this.#write('metric', point, ts);
  }

  #point(name: string, value: string, step: number, scale: string, labels: [string, string][], place: Place): string {
    const parts = [
      `"name":${JSON.stringify(name)}`,
      `"value":${value}`,
      `"step":${step}`,
      `"scale":${JSON.stringify(scale)}`,
    ];
    if (labels.length > 0) parts.push(`"labels":${JSON.stringify(Object.fromEntries(labels))}`);
    if (place.coords !== undefined) parts.push(`"coords":${JSON.stringify(place.coords)}`);
    if (place.timestamp !== undefined) parts.push(`"time_ns":${BigInt(place.timestamp)}`);
    if (this.#stage !== '') parts.push(`"stage":${this.#stage}`);
    return `{${parts.join(',')}}`;
  }

  #take(key: string, given: number | undefined): number {
    const next = this.#next.get(key) ?? 0;
    const at = given ?? next;
    this.#next.set(key, Math.max(next, at + 1));
    return at;
  }

  #write(type: string, data: string, ts: string): void {
    this.#sink.append({ head: `{"ts":${ts},"type":"${type}"`, tail: `,"data":${data}}` });
  }

  /** What cannot be logged takes nothing else down. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof InvalidMetricError)) throw error;
      this.#dropped(error);
    }
  }
}

function seriesKey(name: string, scale: string, labels: [string, string][]): string {
  return JSON.stringify([name, scale, labels]);
}

/** Unix seconds with microseconds, as text: a double has no room for more. */
function seconds(nanoseconds: bigint): string {
  const micros = nanoseconds / 1000n;
  const text = micros.toString();
  return text.length > 6 ? `${text.slice(0, -6)}.${text.slice(-6)}` : `0.${text.padStart(6, '0')}`;
}
