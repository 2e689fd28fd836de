import type { OwnAxis } from '../../shared/series.ts';
import type { View } from './currentView.ts';
import { picked, positionsWhere, sortPositions } from './picked.ts';

/** Points on one axis, x ascending: what a chart is made of. */
export interface AxisPoints {
  x: Float64Array;
  y: Float64Array;
  /** 0 finite, 1 NaN, 2 +Infinity, 4 -Infinity. */
  flag: Uint8Array;
}

/** Where the run's own axes begin: its first time and its first step. */
export interface AxisZero {
  time: number;
  step: number;
}

/** x of a step or a time on the axis. */
export function onAxis(axis: OwnAxis, step: number, time: number, zero: AxisZero): number {
  if (axis === 'step') return step;
  if (axis === 'relstep') return step - zero.step;
  return axis === 'wall' ? time : time - zero.time;
}

/**
 * The current view on an axis. Points without a step stand on the time axes only; points without a time on the step axes only.
 * The points share memory with the view: nobody may write into them.
 */
export function toAxis(view: View, axis: OwnAxis, zero: AxisZero): AxisPoints {
  // The view is in the order of its steps.
  if (axis === 'step')
    return withFlags({ x: view.step.subarray(0, view.stepped), y: view.value.subarray(0, view.stepped) });
  const bySteps = axis === 'relstep';
  const n = bySteps ? view.stepped : view.length;
  const x = new Float64Array(n);
  let rises = true;
  for (let i = 0; i < n; i++) {
    x[i] = onAxis(axis, view.step[i] as number, view.time[i] as number, zero);
    if (!(i === 0 || (x[i] as number) >= (x[i - 1] as number))) rises = false;
  }
  const y = view.value.subarray(0, n);
  return withFlags(rises ? { x, y } : sortByX(x, y));
}

/** Ascending by x, equal x as they came; without the points that have none. */
export function sortByX(x: Float64Array, y: Float64Array): { x: Float64Array; y: Float64Array } {
  const order = sortPositions(
    positionsWhere(x.length, (i) => !Number.isNaN(x[i])),
    x,
  );
  return { x: picked(x, order), y: picked(y, order) };
}

export function withFlags({ x, y }: { x: Float64Array; y: Float64Array }): AxisPoints {
  const flag = new Uint8Array(y.length);
  let clean = true;
  for (let i = 0; i < y.length; i++) {
    const value = y[i] as number;
    if (value - value === 0) continue;
    clean = false;
    flag[i] = Number.isNaN(value) ? 1 : value > 0 ? 2 : 4;
  }
  if (clean) return { x, y, flag };
  return { x, y: y.map((value) => (value - value === 0 ? value : 0)), flag };
}

/** The points at these indices. */
export function pick(points: AxisPoints, kept: Uint32Array): AxisPoints {
  const x = new Float64Array(kept.length);
  const y = new Float64Array(kept.length);
  const flag = new Uint8Array(kept.length);
  for (let i = 0; i < kept.length; i++) {
    const at = kept[i] as number;
    x[i] = points.x[at] as number;
    y[i] = points.y[at] as number;
    flag[i] = points.flag[at] as number;
  }
  return { x, y, flag };
}
