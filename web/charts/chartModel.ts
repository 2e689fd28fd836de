import { formatNumber } from '../ui/formatNumber.ts';
import { formatX, linearTicks, logTicks, xTicks } from './ticks.ts';
import type { ChartLine, ChartRun, ChartView } from './types.ts';
import { type YRange, yRange } from './yRange.ts';

/** Everything that a frame needs to be drawn; null while there is nothing to draw. */
export interface ChartModel {
  x: [number, number];
  range: YRange;
  logY: boolean;
  xTicks: number[];
  yTicks: number[];
  formatX: (x: number) => string;
  formatY: (y: number) => string;
}

export function chartModel(lines: readonly ChartLine[], view: ChartView, width: number): ChartModel | null {
  const x = view.zoom ?? extent(lines);
  if (x === null) return null;
  const range = yRange(lines, view.zoom, view.outliers, view.logY) ?? {
    low: 0,
    high: 1,
    clippedAbove: 0,
    clippedBelow: 0,
  };
  const logY = view.logY && range.low > 0;
  const most = Math.max(2, Math.min(5, Math.floor(width / 80)));
  const span = x[1] - x[0];
  return {
    x,
    range,
    logY,
    xTicks: xTicks(view.x, x[0], x[1], most),
    yTicks: logY ? logTicks(range.low, range.high, 4) : linearTicks(range.low, range.high, 4),
    formatX: (value) => formatX(view.x, value, span),
    formatY: formatTick,
  };
}

/** A tick is a round value: no zeros behind it. */
function formatTick(value: number): string {
  const text = formatNumber(value);
  return /^[−\d]+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
}

function extent(lines: readonly ChartLine[]): [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { meta } of lines) {
    if (meta.x_min !== null && meta.x_min < low) low = meta.x_min;
    if (meta.x_max !== null && meta.x_max > high) high = meta.x_max;
  }
  if (low > high) return null;
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** What the chart does not show by itself: logged and drawn points, the method, and what was clipped or is not finite. */
export function honestyText(lines: readonly ChartLine[], range: YRange | null): string {
  const sum = (count: (line: ChartLine) => number): number => lines.reduce((total, line) => total + count(line), 0);
  const [logged, drawn] = [sum((line) => line.meta.logged), sum((line) => line.meta.drawn)];
  const parts = [`${grouped(logged)} logged`];
  parts.push(lines.some((line) => line.meta.method === 'm4') ? `${grouped(drawn)} drawn (M4)` : 'all drawn');
  const nan = sum((line) => line.meta.nan);
  const infinite = sum((line) => line.meta.pos_inf + line.meta.neg_inf);
  if (nan > 0) parts.push(`${grouped(nan)} NaN`);
  if (infinite > 0) parts.push(`${grouped(infinite)} ±Inf`);
  const clipped = (range?.clippedAbove ?? 0) + (range?.clippedBelow ?? 0);
  if (clipped > 0) parts.push(`${grouped(clipped)} clipped`);
  return parts.join(' · ');
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** Said to who cannot see the canvas: metric, lines and their last values. */
export function chartLabel(metric: string, lines: readonly ChartLine[], runs: readonly ChartRun[]): string {
  const names = new Map(runs.map((run) => [run.id, run.name]));
  const last = lines
    .slice(0, 10)
    .map(
      ({ run, raw }) =>
        `${names.get(run) ?? run}: ${raw.y.length === 0 ? 'no points' : formatNumber(raw.y.at(-1) as number)}`,
    );
  return `Line chart of ${metric}. Last values: ${last.join(', ') || 'none'}`;
}
