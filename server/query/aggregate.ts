import type { AggregationFn } from '../../shared/aggregationRules.ts';
import type { View } from './currentView.ts';
import { picked, positionsWhere, sortPositions } from './picked.ts';
import { distinct, rowsOfPlaces } from './tableRows.ts';

/** The points of one source series: where each lies on the output's axis (NaN: nowhere), its value and its time. */
export interface AggregatedPoints {
  step: Float64Array;
  value: Float64Array;
  time: Float64Array;
}

/**
 * Of each step the function over all finite values that lie on it. A step with no finite value has no point. A point's time is
 * that of the newest value in it. Linear in the points where each source's steps ascend.
 */
export function aggregate(
  sources: readonly AggregatedPoints[],
  fns: readonly AggregationFn[],
): Map<AggregationFn, View> {
  const finite = sources.map(finitePoints);
  const keys = distinct(finite.map(({ step }) => step));
  const starts = new Uint32Array(keys.length + 1);
  const rows = finite.map(({ step }) => rowsOfPlaces(keys, step));
  for (const rowOf of rows) for (const row of rowOf) starts[row + 1]!++;
  for (let r = 0; r < keys.length; r++) starts[r + 1]! += starts[r] as number;
  const next = starts.slice();
  const values = new Float64Array(starts[keys.length] as number);
  const time = new Float64Array(keys.length).fill(Number.NEGATIVE_INFINITY);
  finite.forEach((points, s) => {
    const rowOf = rows[s] as Uint32Array;
    for (let i = 0; i < rowOf.length; i++) {
      const row = rowOf[i] as number;
      values[next[row]!++] = points.value[i] as number;
      if ((points.time[i] as number) > (time[row] as number)) time[row] = points.time[i] as number;
    }
  });
  const skipped = sources.reduce((sum, { step }) => sum + step.filter(Number.isNaN).length, 0);
  const groups = Array.from(keys, (_, r) => values.subarray(starts[r], starts[r + 1]));
  return new Map(
    fns.map((fn) => {
      const value = Float64Array.from(groups, (group) => FUNCTIONS[fn](group));
      return [fn, { length: keys.length, stepped: keys.length, step: keys, time, value, skipped }];
    }),
  );
}

/** With a place and a finite value, ascending by step. */
function finitePoints({ step, value, time }: AggregatedPoints): AggregatedPoints {
  const kept = sortPositions(
    positionsWhere(step.length, (i) => !Number.isNaN(step[i]) && (value[i] as number) - (value[i] as number) === 0),
    step,
  );
  return { step: picked(step, kept), value: picked(value, kept), time: picked(time, kept) };
}

const FUNCTIONS: Record<AggregationFn, (values: Float64Array) => number> = {
  count: (values) => values.length,
  min: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  max: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  sum: sumOf,
  mean: meanOf,
  std_dev: (values) => {
    const mean = meanOf(values);
    return Math.sqrt(sumOf(values.map((value) => (value - mean) ** 2)) / values.length);
  },
};

function meanOf(values: Float64Array): number {
  const sum = sumOf(values);
  // Of values near the end of the range, whose sum is beyond it: shares are not.
  return Number.isFinite(sum) ? sum / values.length : sumOf(values.map((value) => value / values.length));
}

/** Compensated (Neumaier 1974): as exact as if the rounding of each addition were carried on. */
function sumOf(values: Float64Array): number {
  let [sum, lost] = [0, 0];
  for (const value of values) {
    const moved = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - moved + value : value - moved + sum;
    sum = moved;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}
