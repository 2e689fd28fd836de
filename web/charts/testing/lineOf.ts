import type { SeriesMeta } from '../../../shared/series.ts';
import type { ChartLine, LinePoints } from '../types.ts';

/** Points at x = 0, 1, 2 …; NaN and ±Infinity become flags. */
export function pointsOf(values: readonly number[]): LinePoints {
  return {
    x: Float64Array.from(values.keys()),
    y: Float64Array.from(values, (value) => (Number.isFinite(value) ? value : 0)),
    flag: Uint8Array.from(values, (value) =>
      Number.isFinite(value) ? 0 : Number.isNaN(value) ? 1 : value > 0 ? 2 : 4,
    ),
  };
}

/** A line of a run with every point drawn. */
export function lineOf(
  values: readonly number[],
  change: Partial<SeriesMeta> = {},
  smooth?: readonly number[],
): ChartLine {
  const raw = pointsOf(values);
  const count = (flag: number): number => raw.flag.filter((other) => other === flag).length;
  const meta: SeriesMeta = {
    run: 'a',
    metric: 'loss',
    scale: 'ML_STEP',
    labels: {},
    version: '1',
    offset: 0,
    length: values.length,
    smooth_offset: 0,
    smooth_length: smooth?.length ?? 0,
    logged: values.length,
    drawn: values.length,
    without_x: 0,
    zero_time: 0,
    zero_step: 0,
    group: null,
    method: 'raw',
    smoothed_over: smooth === undefined ? null : 'points',
    nan: count(1),
    pos_inf: count(2),
    neg_inf: count(4),
    x_min: values.length === 0 ? null : 0,
    x_max: values.length === 0 ? null : values.length - 1,
    y_min: null,
    y_max: null,
    x_of_min: null,
    x_of_max: null,
    quantiles: null,
    stages: [],
    first_nan_x: null,
    ...change,
  };
  return {
    key: `${meta.run} ${meta.metric}`,
    run: meta.run,
    meta,
    raw,
    smooth: smooth === undefined ? null : pointsOf(smooth),
    band: null,
  };
}
