/**
 * Statistics of a series, folded in the order of writing, chunk by chunk, so that they do not depend on how the bytes
 * arrived. mean and m2 (sum of squared deviations) by Welford within a chunk and by Chan et al. (1983) between chunks.
 */
export interface Statistics {
  /** Points, finite or not. */
  count: number;
  finite: number;
  nan: number;
  posInf: number;
  negInf: number;
  /** Points without a step. */
  stepless: number;
  mean: number;
  m2: number;
  /** Finite extremes; NaN when nothing finite was seen. `arg…` is the step of the first that attains it, NaN when it has none. */
  min: number;
  max: number;
  argmin: number;
  argmax: number;
  first: number;
  last: number;
  firstStep: number;
  lastStep: number;
  maxStep: number;
  firstTime: number;
  lastTime: number;
  minTime: number;
  maxTime: number;
  /** Step and time of the first NaN, NaN when there is none. */
  nanStep: number;
  nanTime: number;
  /** 1 while steps are all there and strictly rise; 1 while times never fall. */
  stepsRise: number;
  timesRise: number;
}

const NO = Number.NaN;

export function noStatistics(): Statistics {
  return {
    count: 0,
    finite: 0,
    nan: 0,
    posInf: 0,
    negInf: 0,
    stepless: 0,
    mean: 0,
    m2: 0,
    min: NO,
    max: NO,
    argmin: NO,
    argmax: NO,
    first: NO,
    last: NO,
    firstStep: NO,
    lastStep: NO,
    maxStep: NO,
    firstTime: NO,
    lastTime: NO,
    minTime: NO,
    maxTime: NO,
    nanStep: NO,
    nanTime: NO,
    stepsRise: 1,
    timesRise: 1,
  };
}

const FIELDS = Object.keys(noStatistics()) as (keyof Statistics)[];
export const STATISTICS_BYTES = FIELDS.length * 8;

export function statisticsToBytes(statistics: Statistics): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float64Array.from(FIELDS, (field) => statistics[field]).buffer);
}

export function statisticsFromBytes(bytes: Uint8Array): Statistics {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = noStatistics();
  for (let i = 0; i < FIELDS.length; i++) out[FIELDS[i] as keyof Statistics] = view.getFloat64(i * 8, true);
  return out;
}

/** Statistics of one chunk: `count` values with the step and time of each. Steps are NaN where there is none. */
export function statisticsOf(
  values: Float64Array,
  steps: Float64Array,
  times: Float64Array,
  count: number,
): Statistics {
  const s = noStatistics();
  s.count = count;
  for (let i = 0; i < count; i++) {
    addPlace(s, steps[i] as number, times[i] as number, i);
    const value = values[i] as number;
    if (Number.isFinite(value)) addFinite(s, value, steps[i] as number);
    else addNonFinite(s, value, steps[i] as number, times[i] as number);
  }
  return s;
}

function addPlace(s: Statistics, step: number, time: number, i: number): void {
  if (Number.isNaN(step)) {
    s.stepless++;
    s.stepsRise = 0;
  } else {
    if (step <= s.lastStep) s.stepsRise = 0;
    if (Number.isNaN(s.firstStep)) s.firstStep = step;
    s.lastStep = step;
    if (!(step <= s.maxStep)) s.maxStep = step;
  }
  if (i === 0) s.firstTime = s.minTime = s.maxTime = time;
  else {
    if (time < s.lastTime) s.timesRise = 0;
    if (time < s.minTime) s.minTime = time;
    if (time > s.maxTime) s.maxTime = time;
  }
  s.lastTime = time;
}

function addFinite(s: Statistics, value: number, step: number): void {
  s.finite++;
  const delta = value - s.mean;
  s.mean += delta / s.finite;
  s.m2 += delta * (value - s.mean);
  if (s.finite === 1) s.first = value;
  s.last = value;
  if (!(value >= s.min)) {
    s.min = value;
    s.argmin = step;
  }
  if (!(value <= s.max)) {
    s.max = value;
    s.argmax = step;
  }
}

function addNonFinite(s: Statistics, value: number, step: number, time: number): void {
  if (value === Number.POSITIVE_INFINITY) s.posInf++;
  else if (value === Number.NEGATIVE_INFINITY) s.negInf++;
  else {
    if (s.nan === 0) {
      s.nanStep = step;
      s.nanTime = time;
    }
    s.nan++;
  }
}

/** The statistics of `a` followed by `b`. */
export function foldStatistics(a: Statistics, b: Statistics): Statistics {
  if (a.count === 0) return { ...b };
  if (b.count === 0) return { ...a };
  const finite = a.finite + b.finite;
  const delta = b.mean - a.mean;
  const weight = finite === 0 ? 0 : b.finite / finite;
  const lower = b.min < a.min || Number.isNaN(a.min);
  const higher = b.max > a.max || Number.isNaN(a.max);
  const gapRises = !(b.firstStep <= a.lastStep);
  return {
    count: a.count + b.count,
    finite,
    nan: a.nan + b.nan,
    posInf: a.posInf + b.posInf,
    negInf: a.negInf + b.negInf,
    stepless: a.stepless + b.stepless,
    mean: a.finite === 0 ? b.mean : a.mean + delta * weight,
    m2: a.m2 + b.m2 + delta * delta * a.finite * weight,
    min: lower ? b.min : a.min,
    argmin: lower ? b.argmin : a.argmin,
    max: higher ? b.max : a.max,
    argmax: higher ? b.argmax : a.argmax,
    first: a.finite === 0 ? b.first : a.first,
    last: b.finite === 0 ? a.last : b.last,
    firstStep: Number.isNaN(a.firstStep) ? b.firstStep : a.firstStep,
    lastStep: Number.isNaN(b.lastStep) ? a.lastStep : b.lastStep,
    maxStep: a.maxStep > b.maxStep || Number.isNaN(b.maxStep) ? a.maxStep : b.maxStep,
    firstTime: a.firstTime,
    lastTime: b.lastTime,
    minTime: Math.min(a.minTime, b.minTime),
    maxTime: Math.max(a.maxTime, b.maxTime),
    nanStep: a.nan > 0 ? a.nanStep : b.nanStep,
    nanTime: a.nan > 0 ? a.nanTime : b.nanTime,
    stepsRise: a.stepsRise && b.stepsRise && gapRises ? 1 : 0,
    timesRise: a.timesRise && b.timesRise && b.firstTime >= a.lastTime ? 1 : 0,
  };
}

/** Whether statistics of every point of one file are those of the current view: nothing was written over. */
export function isCurrent({ stepsRise, stepless, count }: Statistics): boolean {
  return stepsRise === 1 || stepless === count;
}
