import { checkName, labelTexts, toNumber } from './values.ts';

export const ML_STEP = 'ML_STEP';
/** Keys of a metrics line that are no metrics: a metric of such a name gets a line of its own. */
export const RESERVED: ReadonlySet<string> = new Set(['global_step', 'step', 'time', 'stage', 'event_id']);

/** The last step that a series had before this process. */
export interface SeriesStep {
  name: string;
  scale: string;
  labels: Readonly<Record<string, string>>;
  step: number;
}

/** Best finite value seen, with its step. */
export class Best {
  readonly mode: 'max' | 'min';
  value: number | null;
  step: number | null;

  constructor(mode: 'max' | 'min', value: number | null = null, step: number | null = null) {
    this.mode = mode;
    this.value = value;
    this.step = step;
  }

  note(given: unknown, step: number | null): void {
    const value = Number(toNumber(given));
    if (value - value !== 0) return;
    if (this.value !== null && !(this.mode === 'max' ? value > this.value : value < this.value)) return;
    this.value = value;
    this.step = step;
  }
}

/** What summary.json says of the best value. */
export function bestSummary(name: string, { mode, value, step }: Best): Record<string, unknown> {
  return { best_metric_name: name, best_metric_mode: mode, best_metric_value: value, best_metric_step: step };
}

/** A series as its writer knows it. `prefix` is `"name":`. */
export interface Series {
  next: number;
  readonly prefix: string;
  best: Best | null;
}

/** All series by (name, scale, labels). What a resumed run had is read when the first series needs it. */
export class SeriesBook {
  /** Unlabelled series on ML_STEP whose names may be keys of a metrics line. */
  readonly plain = new Map<string, Series>();
  readonly #others = new Map<string, Series>();
  readonly #readLastSteps: () => readonly SeriesStep[];
  #last: Map<string, number> | null = null;

  constructor(readLastSteps: () => readonly SeriesStep[]) {
    this.#readLastSteps = readLastSteps;
  }

  /** The series, a new one where it is not known. Throws InvalidMetricError for a name that cannot be one. */
  find(name: unknown, scale: string, labels: readonly [string, string][]): Series {
    const isPlain = scale === ML_STEP && labels.length === 0 && !RESERVED.has(name as string);
    const key = isPlain ? checkName(name) : seriesKey(checkName(name), scale, labels);
    const kept = isPlain ? this.plain : this.#others;
    let found = kept.get(key);
    if (found === undefined) {
      const last = this.#lastSteps().get(seriesKey(name as string, scale, labels));
      found = { next: last === undefined ? 0 : last + 1, prefix: `${JSON.stringify(name)}:`, best: null };
      kept.set(key, found);
    }
    return found;
  }

  #lastSteps(): Map<string, number> {
    this.#last ??= new Map(
      this.#readLastSteps().map(({ name, scale, labels, step }) => [seriesKey(name, scale, labelTexts(labels)), step]),
    );
    return this.#last;
  }
}

/** A step was used: automatic ones go on behind it. */
export function noteStep(series: Series, step: number): void {
  if (step >= series.next) series.next = step + 1;
}

function seriesKey(name: string, scale: string, labels: readonly [string, string][]): string {
  return JSON.stringify([name, scale, labels]);
}
