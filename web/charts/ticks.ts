import { axisMetric, type XAxis } from '../../shared/series.ts';
import { formatNumber, formatWhole, fullNumber } from '../ui/formatNumber.ts';

/** Places of an axis that are marked, ascending, each with its label. */
export interface Ticks {
  values: number[];
  labels: string[];
  /** What is to be added to every label, where they would be too long in full; else null. */
  base: string | null;
}

const LONGEST_LABEL = 8;
/** From this power of ten on. */
const NAMELESS = 15;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const TIME_STEPS = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
];

/** About `most` round values in [low, high]: of the round steps the one that gives the count nearest to it. */
export function numberTicks(low: number, high: number, most: number): Ticks {
  const rough = roundStep((high - low) / most);
  const finer = [rough, rough / 2, rough / 2.5].filter((step) => roundStep(step) / step < 1 + 1e-6);
  const [step = rough] = finer.toSorted((a, b) => misses(a) - misses(b) || b - a);
  return labelled(multiples(low, high, step), step);

  function misses(step: number): number {
    return Math.abs(multiples(low, high, step).length - most);
  }
}

/** Powers of ten; within less than two decades 1, 2 and 5 of each; within less than that, as on a linear axis. */
export function logTicks(low: number, high: number, most: number): Ticks {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const stride = Math.max(1, Math.ceil((last - first - 1) / most));
  const factors = Math.log10(high / low) < 2 ? [1, 2, 5] : [1];
  const values: number[] = [];
  for (let power = Math.ceil(first / stride) * stride - stride; power <= last; power += stride) {
    for (const factor of factors) {
      const value = Number(`${factor}e${power}`);
      if (value >= low && value <= high) values.push(value);
    }
  }
  return values.length < 2 ? numberTicks(low, high, most) : { values, labels: values.map(plainOrPower), base: null };
}

/** Ticks of x: whole steps, round durations, times of the day and days in the reader's time zone, or round values of a metric. */
export function xTicks(axis: XAxis, low: number, high: number, most: number): Ticks {
  if (axis === 'step' || axis === 'relstep') return stepTicks(low, high, most);
  if (axisMetric(axis) !== null) return numberTicks(low, high, most);
  const step = timeStep((high - low) / most);
  if (axis === 'relative') {
    const values = multiples(low, high, step);
    return { values, labels: values.map((value) => inUnit(value, high - low, step)), base: null };
  }
  const shift = new Date(low * 1000).getTimezoneOffset() * MINUTE;
  const values = multiples(low - shift, high - shift, step).map((value) => value + shift);
  return { values, labels: values.map((value) => clockLabel(value, step)), base: null };
}

function stepTicks(low: number, high: number, most: number): Ticks {
  const step = Math.max(1, roundStep((high - low) / most));
  const values = multiples(low, high, Number.isInteger(step) ? step : Math.ceil(step));
  const largest = Math.max(...values.map(Math.abs), 0);
  const [unit, suffix] = largest >= 1e6 ? [1e6, 'M'] : largest >= 1e4 ? [1e3, 'k'] : [1, ''];
  const label = (value: number): string =>
    step < unit / 1000 ? formatWhole(value) : `${fixed(value / unit, decimalsOf(step / unit))}${suffix}`;
  return { values, labels: values.map((value) => (value === 0 ? '0' : label(value))), base: null };
}

/** The nearest of 1, 2, 2.5, 5 and 10 powers of ten that is not less than `rough`. */
function roundStep(rough: number): number {
  if (!(rough > 0) || !Number.isFinite(rough)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 2.5, 5].find((factor) => factor * power >= rough * (1 - 1e-6)) ?? 10) * power;
}

function timeStep(rough: number): number {
  if (rough <= 0.5) return roundStep(rough);
  return TIME_STEPS.find((step) => step >= rough) ?? Math.max(1, Math.ceil(roundStep(rough / DAY))) * DAY;
}

function multiples(low: number, high: number, step: number): number[] {
  const values: number[] = [];
  const slack = 1e-9;
  for (let index = Math.ceil(low / step - slack); index <= high / step + slack && values.length < 40; index++)
    values.push(Number((index * step).toPrecision(15)));
  return values;
}

function labelled(values: number[], step: number): Ticks {
  const labels = numberLabels(values, step);
  const [first] = values;
  if (first === undefined || labels.every((label) => label.length <= LONGEST_LABEL))
    return { values, labels, base: null };
  const distances = values.map((value) => Number((value - first).toPrecision(12)));
  const signed = numberLabels(distances, step).map((label) => `+${label}`);
  return { values, labels: signed, base: fixed(first, decimalsOf(step)) };
}

/**
 * All with as many decimals as the step needs, and with one exponent of three (engineering) where they are huge or tiny; where
 * no unit has a name any more, each with its own exponent: `5e31` is read sooner than `50e30`.
 */
function numberLabels(values: number[], step: number): string[] {
  const largest = Math.max(...values.map(Math.abs), 0);
  if (largest === 0) return values.map(() => '0');
  const power = largest >= 1e5 || largest < 1e-3 ? 3 * Math.floor(Math.log10(largest) / 3) : 0;
  if (Math.abs(power) >= NAMELESS) return values.map((value) => (value === 0 ? '0' : powerOfTen(value)));
  const decimals = decimalsOf(step / 10 ** power);
  return values.map((value) => {
    if (value === 0) return '0';
    const digits = fixed(value / 10 ** power, decimals);
    return power === 0 ? digits : `${digits}e${power}`.replace('e-', 'e−');
  });
}

/** Decimals that tell multiples of `step` apart. */
function decimalsOf(step: number): number {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const scaled = step * 10 ** decimals;
  return Math.min(20, Math.abs(scaled - Math.round(scaled)) > 1e-6 ? decimals + 1 : decimals);
}

/** One for each count of decimals: to make a format takes many times as long as to use it. */
const formats = new Map<number, Intl.NumberFormat>();

function fixed(value: number, decimals: number): string {
  const format =
    formats.get(decimals) ??
    new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  formats.set(decimals, format);
  return format.format(value).replace(/^-/, '−');
}

function plainOrPower(value: number): string {
  return value >= 1e4 || value < 1e-3 ? powerOfTen(value) : String(value);
}

function powerOfTen(value: number): string {
  return value.toExponential().replace('e+', 'e').replaceAll('-', '−');
}

/** A duration in the one unit that suits the span. */
function inUnit(seconds: number, span: number, step: number): string {
  if (seconds === 0) return '0';
  const [unit, name] =
    span < 3 * MINUTE ? [1, 's'] : span < 3 * HOUR ? [MINUTE, 'min'] : span < 3 * DAY ? [HOUR, 'h'] : [DAY, 'd'];
  return `${fixed(seconds / unit, decimalsOf(Math.min(1, step / unit)))} ${name}`;
}

function clockLabel(time: number, step: number): string {
  const date = new Date(time * 1000);
  const midnight = date.getHours() + date.getMinutes() + date.getSeconds() + date.getMilliseconds() === 0;
  if (step >= DAY || midnight) return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  const clock = date.toLocaleTimeString('en-GB', { hour12: false });
  if (step >= MINUTE) return clock.slice(0, 5);
  const milliseconds = date.getMilliseconds() / 1000;
  return step >= 1 ? clock : `${clock}${milliseconds.toFixed(decimalsOf(step)).slice(1)}`;
}

/** Where the pointer is, in full: `41,232`, `1 h 02 min 03.4 s`, `2026-11-21 18:42:53.120`. */
export function fullX(axis: XAxis, x: number): string {
  if (axis === 'step') return `step ${wholeOrNumber(x)}`;
  if (axis === 'relstep') return `step ${wholeOrNumber(x)} of the run`;
  const metric = axisMetric(axis);
  if (metric !== null) return `${metric} ${fullNumber(x)}`;
  return axis === 'relative' ? fullDuration(x) : fullClock(x);
}

/** How far a point is from another: `+2`, `−7.4 s`. */
export function distanceX(axis: XAxis, distance: number): string {
  const size = Math.abs(distance);
  const isNumber = axis === 'step' || axis === 'relstep' || axisMetric(axis) !== null;
  const text = isNumber ? wholeOrNumber(size) : fullDuration(size);
  return `${distance < 0 ? '−' : '+'}${text}`;
}

function wholeOrNumber(x: number): string {
  return Number.isInteger(x) ? formatWhole(x) : formatNumber(x);
}

function fullDuration(x: number): string {
  const sign = x < 0 ? '−' : '';
  const seconds = Math.abs(x);
  const [hours, minutes] = [Math.floor(seconds / HOUR), Math.floor((seconds % HOUR) / MINUTE)];
  const rest = Number((seconds % MINUTE).toFixed(3));
  const padded = (value: number): string => String(value).padStart(2, '0');
  if (hours > 0) return `${sign}${hours} h ${padded(minutes)} min ${padded(rest)} s`;
  return minutes > 0 ? `${sign}${minutes} min ${padded(rest)} s` : `${sign}${rest} s`;
}

function fullClock(time: number): string {
  const date = new Date(time * 1000);
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  return `${date.toLocaleDateString('sv-SE')} ${date.toLocaleTimeString('en-GB', { hour12: false })}.${milliseconds}`;
}
