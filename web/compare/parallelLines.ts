import type { RunRow } from '../../shared/run.ts';
import type { CellOf } from '../runs/cells.ts';
import { type Axis, placeOn } from './axes.ts';

/** Where each run stands on each axis: row by row, 0 … 1 from the bottom; NaN where the run has no place. */
export interface PlaceMatrix {
  places: Float64Array;
  axes: number;
}

export function placeMatrix(rows: readonly RunRow[], axes: readonly Axis[], cellOf: CellOf): PlaceMatrix {
  const places = new Float64Array(rows.length * axes.length);
  rows.forEach((row, r) => {
    axes.forEach((axis, a) => {
      places[r * axes.length + a] = placeOn(axis, cellOf(row, axis.column)) ?? Number.NaN;
    });
  });
  return { places, axes: axes.length };
}

/** How many runs have no place, axis by axis. */
export function lackingPlaces({ places, axes }: PlaceMatrix): number[] {
  const counts = new Array<number>(axes).fill(0);
  places.forEach((place, i) => {
    if (Number.isNaN(place)) counts[i % axes]!++;
  });
  return counts;
}

/** The plot in CSS pixels. Lines of runs without a value pass below the axis, through a lane of their own. */
export interface ParallelGeometry {
  /** x of each axis, ascending. */
  x: readonly number[];
  top: number;
  bottom: number;
  /** y of the lane. */
  lane: number;
}

export function parallelGeometry(axes: number, width: number, height: number): ParallelGeometry {
  const [side, head, foot] = [56, 44, 26];
  const gap = axes > 1 ? (width - 2 * side) / (axes - 1) : 0;
  const x = Array.from({ length: axes }, (_, axis) => (axes > 1 ? side + axis * gap : width / 2));
  return { x, top: head, bottom: height - foot, lane: height - 10 };
}

/** y of a place; the lane for NaN. */
export function yOf({ top, bottom, lane }: ParallelGeometry, place: number): number {
  return Number.isNaN(place) ? lane : bottom - place * (bottom - top);
}

/** The place at a y; beyond the ends of the axis below 0 or above 1. */
export function placeAtY({ top, bottom }: ParallelGeometry, y: number): number {
  return (bottom - y) / (bottom - top);
}

/**
 * Index of the run whose line passes nearest to a point, or -1 where none is within `reach` pixels (up or down).
 *
 * @param kept runs that count: 1, those outside the brushes 0.
 */
export function nearestLine(
  { places, axes }: PlaceMatrix,
  geometry: ParallelGeometry,
  point: { x: number; y: number },
  kept: Uint8Array,
  reach: number,
): number {
  if (axes === 0) return -1;
  const after = geometry.x.findIndex((x) => x >= point.x);
  const right = after < 0 ? axes - 1 : after;
  const left = Math.max(0, right - 1);
  const [from, to] = [geometry.x[left]!, geometry.x[right]!];
  const share = to > from ? Math.min(1, Math.max(0, (point.x - from) / (to - from))) : 0;
  let [best, least] = [-1, reach];
  for (let row = 0; row < kept.length; row++) {
    if (kept[row] === 0) continue;
    const [a, b] = [yOf(geometry, places[row * axes + left]!), yOf(geometry, places[row * axes + right]!)];
    const distance = Math.abs(a + share * (b - a) - point.y);
    if (distance < least) [best, least] = [row, distance];
  }
  return best;
}
