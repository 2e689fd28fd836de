import type { RunRow } from '../../shared/run.ts';
import type { Ticks } from '../charts/ticks.ts';
import type { CellOf } from '../runs/cells.ts';
import { type Axis, axisTicks, placeOn } from './axes.ts';

/** An axis as a frame draws it: texts stand at 0.5, 1.5 …, numbers have some room at the ends. */
export interface ScatterAxis {
  domain: [number, number];
  log: boolean;
  ticks: Ticks;
}

const ROOM = 0.05;

export function scatterAxis(axis: Axis): ScatterAxis {
  if (axis.kind === 'text') {
    const values = axis.texts.map((_, index) => index + 0.5);
    return { domain: [0, axis.texts.length], log: false, ticks: { values, labels: axis.texts.map(cut), base: null } };
  }
  const { low, high, log } = axis;
  if (log) {
    const factor = (high / low) ** ROOM;
    return { domain: [low / factor, high * factor], log, ticks: axis.ticks };
  }
  const room = (high - low) * ROOM;
  const domain: [number, number] = [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
  return { domain, log, ticks: axisTicks(axis.column, ...domain) };
}

const LONGEST = 9;

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** A run on both axes, in pixels of the plot from its upper left corner. */
export interface ScatterPoint {
  row: RunRow;
  x: number;
  y: number;
}

/** Runs that have both values; how many have not is told beside the plot. */
export function scatterPoints(
  rows: readonly RunRow[],
  [across, up]: readonly [Axis, Axis],
  cellOf: CellOf,
  { width, height }: { width: number; height: number },
): ScatterPoint[] {
  const [placeX, placeY] = [placing(across), placing(up)];
  return rows.flatMap((row) => {
    const [x, y] = [placeX(cellOf(row, across.column)), placeY(cellOf(row, up.column))];
    return x === null || y === null ? [] : [{ row, x: x * width, y: (1 - y) * height }];
  });
}

/** From a cell to its share of the padded domain. */
function placing(axis: Axis): (cell: Parameters<typeof placeOn>[1]) => number | null {
  const { domain, log } = scatterAxis(axis);
  const at = (value: number): number => (log ? Math.log(value) : value);
  const [low, high] = [at(domain[0]), at(domain[1])];
  return (cell) => {
    const place = placeOn({ ...axis, inverted: false }, cell);
    if (place === null) return null;
    if (axis.kind === 'text') return place;
    const [from, to] = [at(axis.low), at(axis.high)];
    return (from + place * (to - from) - low) / (high - low);
  };
}

/** The point nearest to a place, or null where none is within `reach` pixels. */
export function nearestPoint(
  points: readonly ScatterPoint[],
  at: { x: number; y: number },
  reach: number,
): ScatterPoint | null {
  let best: ScatterPoint | null = null;
  let least = reach;
  for (const point of points) {
    const distance = Math.hypot(point.x - at.x, point.y - at.y);
    if (distance <= least) [best, least] = [point, distance];
  }
  return best;
}
