import { firstAfter } from '../../shared/m4.ts';
import type { XAxis } from '../../shared/series.ts';
import { formatNumber, formatWhole } from '../ui/formatNumber.ts';
import { valueAt } from './nearestPoints.ts';
import { placeOf, placesOf } from './plotScale.ts';
import { logTicks, numberTicks, type Ticks, xTicks } from './ticks.ts';
import type { ChartLine, ChartView, RunStyle } from './types.ts';
import { type YRange, yRange } from './yRange.ts';

/** What a frame and its lines are drawn by. */
export interface ChartModel {
  x: [number, number];
  y: [number, number];
  range: YRange;
  /** No finite point within x: the range of y is made up. */
  isEmpty: boolean;
  logX: boolean;
  logY: boolean;
  xTicks: Ticks;
  yTicks: Ticks;
}

const NOTHING_FINITE: YRange = { low: 0, high: 1, clippedAbove: 0, clippedBelow: 0, withoutPlace: 0 };
const MOST_X_TICKS = 9;

/**
 * null while no line has a point on the axis. A log axis needs a positive value; without one it is linear.
 *
 * @param extent what x spans where nobody zoomed.
 */
export function chartModel(
  lines: readonly ChartLine[],
  view: ChartView,
  plot: { width: number; height: number },
  extent: readonly [number, number] | null = xExtent(lines),
): ChartModel | null {
  const { width } = plot;
  const positive = view.logX ? positiveExtent(lines, view.zoom) : null;
  const logX = positive !== null;
  const x = positive ?? view.zoom ?? padded(extent);
  if (x === null) return null;
  const logRange = view.logY ? yRange(lines, x, view.outliers, true, view.y) : null;
  const range = logRange ?? yRange(lines, x, view.outliers, false, view.y);
  const logY = logRange !== null;
  const most = Math.max(2, Math.min(MOST_X_TICKS, Math.floor(width / pixelsPerTick(view.x, x[1] - x[0]))));
  const rows = Math.max(3, Math.min(8, Math.round(plot.height / 90)));
  const { low, high } = range ?? NOTHING_FINITE;
  return {
    x,
    y: [low, high],
    range: range ?? NOTHING_FINITE,
    isEmpty: range === null,
    logX,
    logY,
    xTicks: withinEdges(
      logX ? logTicks(x[0], x[1], most) : xTicks(view.x, x[0], x[1], most),
      placesOf({ x, logX }),
      width,
      placeOf({ logX }),
    ),
    yTicks: logY ? logTicks(low, high, rows) : numberTicks(low, high, rows),
  };
}

/** Room that a label of x and the gap behind it need. Seconds of the day are long, hours and durations short. */
function pixelsPerTick(axis: XAxis, span: number): number {
  if (axis === 'wall') return span > 600 ? 56 : 84;
  return axis === 'relative' ? 64 : 68;
}

/** First and last x of any line on the axis. */
export function xExtent(lines: readonly ChartLine[]): [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { meta } of lines) {
    if (meta.x_min !== null && meta.x_min < low) low = meta.x_min;
    if (meta.x_max !== null && meta.x_max > high) high = meta.x_max;
  }
  return low <= high ? [low, high] : null;
}

/** What a log axis can show of the lines: from their least x above 0. null where there is none. */
function positiveExtent(lines: readonly ChartLine[], zoom: [number, number] | null): [number, number] | null {
  const high = zoom?.[1] ?? xExtent(lines)?.[1] ?? 0;
  if (zoom !== null && zoom[0] > 0) return zoom;
  const firsts = lines.flatMap(({ raw }) => {
    const index = firstAfter(raw.x, 0);
    return index < raw.x.length ? [raw.x[index]!] : [];
  });
  const low = Math.min(...firsts);
  return low < high ? [low, high] : null;
}

function padded(extent: readonly [number, number] | null): [number, number] | null {
  if (extent === null) return null;
  const [low, high] = extent;
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

const LABEL_PIXELS = 6.3;
const ROOM_AT_EDGE = 16;

/** A label in the middle of its tick must not stick out of the card; the first may lie below the labels of y. */
function withinEdges(ticks: Ticks, [low, high]: [number, number], width: number, place: (x: number) => number): Ticks {
  const kept = ticks.values.map((value, index) => {
    const half = ((ticks.labels[index]?.length ?? 0) * LABEL_PIXELS) / 2;
    return ((place(value) - low) / (high - low)) * width + half <= width + ROOM_AT_EDGE;
  });
  return {
    values: ticks.values.filter((_, index) => kept[index]),
    labels: ticks.labels.filter((_, index) => kept[index]),
    base: ticks.base,
  };
}

/** What a chart does not show by itself: how much was logged and drawn, and what lies outside or has no place. */
export function honestyText(
  lines: readonly ChartLine[],
  model: ChartModel | null,
  { logX: askedLogX, logY: askedLog }: Pick<ChartView, 'logX' | 'logY'>,
  { columnPixels, toCome } = { columnPixels: 1, toCome: 0 },
): string {
  const sum = (count: (line: ChartLine) => number): number => lines.reduce((total, line) => total + count(line), 0);
  const parts = [`${formatWhole(sum(({ meta }) => meta.logged))} logged`];
  parts.push(drawnText(lines, sum));
  if (toCome > 0) parts.push(`${formatWhole(toCome)} runs to come`);
  if (columnPixels > 1) parts.push(`in columns of ${columnPixels.toFixed(1)} px`);
  const add = (count: number, what: string): void => {
    if (count > 0) parts.push(`${formatWhole(count)} ${what}`);
  };
  add((model?.range.clippedAbove ?? 0) + (model?.range.clippedBelow ?? 0), 'outside the y-range');
  add(model?.range.withoutPlace ?? 0, 'not above 0');
  add(
    sum(({ meta }) => meta.without_x),
    'without a place on x',
  );
  add(
    sum(({ meta }) => meta.nan),
    'NaN',
  );
  add(
    sum(({ meta }) => meta.pos_inf + meta.neg_inf),
    '±Inf',
  );
  if (askedLog && model !== null && !model.logY) parts.push('nothing above 0: linear');
  if (askedLogX && model !== null && !model.logX) parts.push('no x above 0: linear');
  if (lines.some(({ meta }) => meta.smoothed_over === 'leaf means')) parts.push('smoothed over means of 64');
  return parts.join(' · ');
}

function drawnText(lines: readonly ChartLine[], sum: (count: (line: ChartLine) => number) => number): string {
  const group = lines.find(({ meta }) => meta.group !== null)?.meta.group ?? null;
  if (group !== null) {
    const early = sum(({ meta }) => meta.group?.ended_early ?? 0);
    const runs = sum(({ meta }) => meta.group?.with_points ?? 0);
    const centre = group.centre === 'mean' ? 'means' : 'medians';
    return `${centre} of ${formatWhole(runs)} ${runs === 1 ? 'run' : 'runs'} in buckets${early > 0 ? ` · ${formatWhole(early)} ended early` : ''}`;
  }
  const sampled = lines.some(({ meta }) => meta.method === 'm4');
  return sampled ? `${formatWhole(sum(({ meta }) => meta.drawn))} drawn (M4)` : 'all drawn';
}

const MOST_NAMED = 10;

/** Said to who cannot see the canvas: the metric, its runs and their last values. */
export function chartLabel(title: string, lines: readonly ChartLine[], runs: readonly RunStyle[]): string {
  const names = new Map(runs.map((run) => [run.id, run.name]));
  const last = lines.slice(0, MOST_NAMED).map((line) => `${names.get(line.run) ?? line.run} ${lastValue(line)}`);
  const more = lines.length > MOST_NAMED ? [`${lines.length - MOST_NAMED} more`] : [];
  return `Line chart of ${title}. Last values: ${[...last, ...more].join(', ') || 'none'}`;
}

/** M4 keeps the last point of the range, and perhaps one behind it. */
function lastValue({ raw, meta }: ChartLine): string {
  return raw.x.length === 0 || meta.logged === 0 ? 'no points' : formatNumber(valueAt(raw, raw.x.length - 1));
}
