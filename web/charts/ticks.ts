import type { XAxis } from '../../shared/series.ts';
import { formatNumber } from '../ui/formatNumber.ts';

const TIME_STEPS = [
  1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
  10800, 21600, 43200, 86400,
];

/** Up to `most` round values in [low, high]. */
export function linearTicks(low: number, high: number, most: number): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const rough = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return between(low, high, step);
}

/** Powers of ten, and their halves where there are few. */
export function logTicks(low: number, high: number, most: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  if (last - first < 1) return linearTicks(low, high, most).filter((tick) => tick > 0);
  const stride = Math.max(1, Math.ceil((last - first + 1) / most));
  const ticks: number[] = [];
  for (let power = first; power <= last; power += stride) ticks.push(10 ** power);
  return ticks;
}

export function xTicks(axis: XAxis, low: number, high: number, most: number): number[] {
  if (axis === 'step' || axis === 'relstep')
    return linearTicks(low, high, most).filter((tick) => high - low < 5 || Number.isInteger(tick));
  const rough = (high - low) / Math.max(1, most);
  const step = TIME_STEPS.find((candidate) => candidate >= rough) ?? Math.ceil(rough / 86400) * 86400;
  return between(low, high, step);
}

function between(low: number, high: number, step: number): number[] {
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9 && ticks.length < 50; i++)
    ticks.push(Number((i * step).toPrecision(15)));
  return ticks;
}

/** Label of a tick or of the cursor: whole steps, durations, or the time of day. */
export function formatX(axis: XAxis, x: number, span: number): string {
  if (axis === 'step' || axis === 'relstep') return Number.isInteger(x) && Math.abs(x) < 1e4 ? String(x) : shortStep(x);
  return axis === 'relative' ? formatDuration(x, span) : formatClock(x, span);
}

function shortStep(x: number): string {
  const size = Math.abs(x);
  if (size >= 1e6) return `${trimmed(x / 1e6)}M`;
  return size >= 1e4 ? `${trimmed(x / 1e3)}k` : formatNumber(x);
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(3)));
}

function formatDuration(seconds: number, span: number): string {
  if (span < 120) return `${trimmed(seconds)} s`;
  if (span < 7200) return `${trimmed(seconds / 60)} min`;
  return span < 172_800 ? `${trimmed(seconds / 3600)} h` : `${trimmed(seconds / 86400)} d`;
}

function formatClock(time: number, span: number): string {
  const date = new Date(time * 1000);
  const clock = date.toLocaleTimeString('en-GB', { hour12: false });
  if (span < 1) return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  if (span < 86_400) return span < 3600 ? clock : clock.slice(0, 5);
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}
