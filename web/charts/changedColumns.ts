import { bestPoint } from './bestPoint.ts';
import type { ChartPicture } from './drawChart.ts';
import { type Columns, hasPlace } from './drawLines.ts';
import { type PlotScale, pixelX } from './plotScale.ts';
import { isDense } from './strokeDense.ts';
import type { ChartLine, LinePoints, RunStyle } from './types.ts';

/** CSS pixels that a mark or the width of a line reaches beyond its point. */
const REACH = 6;

/**
 * Where a picture differs from the one before it: null where everything may. A live line grows at its end, and drawing
 * only that end costs a tenth of a frame rather than several. An empty range where nothing differs.
 */
export function changedColumns(before: ChartPicture, after: ChartPicture): Columns | null {
  if (!isSameFrame(before, after)) return null;
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const isAlone = new Set(after.lines.map(({ run }) => run)).size === 1;
  for (const [i, line] of after.lines.entries()) {
    const old = before.lines[i] as ChartLine;
    if (old === line) continue;
    if (isAlone && !isSameOfRun(old, line, after.runs)) return null;
    const range = changedRange(old, line, after.scale);
    if (range === null) return null;
    from = Math.min(from, range[0]);
    to = Math.max(to, range[1]);
  }
  if (from > to) return [0, 0];
  const reach = REACH * after.ratio;
  const whole = (pixel: number): number => Math.min(after.scale.width, Math.max(0, pixel));
  return [whole(Math.floor(from - reach)), whole(Math.ceil(to + reach))];
}

function isSameFrame(a: ChartPicture, b: ChartPicture): boolean {
  const [one, two] = [a.scale, b.scale];
  return (
    a.runs === b.runs &&
    a.axis === b.axis &&
    a.ratio === b.ratio &&
    a.pointedAt === b.pointedAt &&
    [one.width, one.height, one.logX, one.logY, ...one.x, ...one.y].join() ===
      [two.width, two.height, two.logX, two.logY, ...two.x, ...two.y].join() &&
    a.lines.length === b.lines.length &&
    a.lines.every(({ key }, i) => key === b.lines[i]?.key)
  );
}

/** Stages and the best point are drawn for a run that is alone: they may move anywhere. */
function isSameOfRun(a: ChartLine, b: ChartLine, runs: readonly RunStyle[]): boolean {
  const run = runs.find(({ id }) => id === b.run);
  const said = (line: ChartLine): string => JSON.stringify([line.meta.stages, bestPoint(line, run)]);
  return said(a) === said(b);
}

/** Pixels between the last point before the first difference and the first one behind the last. */
function changedRange(a: ChartLine, b: ChartLine, scale: PlotScale): [number, number] | null {
  // A band is one shape: it is drawn as a whole.
  if ((a.smooth === null) !== (b.smooth === null) || a.band !== null || b.band !== null) return null;
  const parts = b.smooth === null || a.smooth === null ? [] : [[a.smooth, b.smooth] as const];
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [old, now] of [[a.raw, b.raw] as const, ...parts]) {
    if (isDense(old, scale) !== isDense(now, scale)) return null;
    const equal = equalEnds(old, now);
    if (equal === null) continue;
    // What is not finite is marked at the height of the points before it; in front of the first of them, at that one's.
    if (equal.head <= firstPlaced(now, scale.logY)) return null;
    // And of marks that would cover each other the first is drawn: each moves those behind it.
    const moves = equal.tail === 0 || hasMarks(old, equal.head) || hasMarks(now, equal.head);
    const place = pixelX(scale);
    from = Math.min(from, place(now.x[equal.head - 1] as number));
    to = Math.max(to, moves ? scale.width : place(now.x[now.x.length - equal.tail] as number));
  }
  return [from, to];
}

/** How many points are equal at the start and, of the others, at the end; null where all are. */
function equalEnds(a: LinePoints, b: LinePoints): { head: number; tail: number } | null {
  const isEqual = (i: number, j: number): boolean => a.x[i] === b.x[j] && a.y[i] === b.y[j] && a.flag[i] === b.flag[j];
  const shorter = Math.min(a.x.length, b.x.length);
  let head = 0;
  while (head < shorter && isEqual(head, head)) head++;
  if (head === a.x.length && head === b.x.length) return null;
  let tail = 0;
  while (tail < shorter - head && isEqual(a.x.length - 1 - tail, b.x.length - 1 - tail)) tail++;
  return { head, tail };
}

function hasMarks({ flag }: LinePoints, from: number): boolean {
  return flag.subarray(from).some((kind) => kind !== 0);
}

function firstPlaced(points: LinePoints, logY: boolean): number {
  for (let i = 0; i < points.x.length; i++) if (hasPlace(points, i, logY)) return i;
  return points.x.length;
}
