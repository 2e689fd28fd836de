import { axisMetric, isMetricAxis, type SeriesRequest } from '../../shared/series.ts';
import { isPlain } from '../columns/seriesKey.ts';
import type { RunState } from '../ingest/runState.ts';
import { type AxisPoints, type AxisZero, sortByX, toAxis, withFlags } from './axis.ts';
import type { View } from './currentView.ts';
import type { RunReader, RunSeries } from './runReader.ts';

/** What of a request says where points stand. */
export type AxisAsk = Pick<SeriesRequest, 'x' | 'log_x' | 'coords'>;

/** A series on the axis of a request. */
export interface PlacedSeries {
  points: AxisPoints;
  /** Points of the current view that have no place there. */
  withoutX: number;
}

/** The current view of a series on an axis. The caller holds the run's lock. */
export async function placeSeries(
  run: RunState,
  series: RunSeries,
  { x, log_x, coords }: AxisAsk,
  zero: AxisZero,
  reader: RunReader,
): Promise<PlacedSeries> {
  const view = await reader.view(run, series, coords);
  const placed = isMetricAxis(x)
    ? alongMetric(view, await metricView(run, series, axisMetric(x), reader))
    : toAxis(view, x, zero);
  const points = log_x === true ? abovePoints(placed) : placed;
  return { points, withoutX: view.length - points.x.length };
}

/** The series that stands on x: of the same scale and labels where there is one, else the plain one. */
async function metricView(
  run: RunState,
  { id }: RunSeries,
  metric: string | null,
  reader: RunReader,
): Promise<View | null> {
  const named = (await reader.series(run)).filter((series) => series.id.name === metric);
  const sibling = named.find(
    (series) => series.id.scale === id.scale && JSON.stringify(series.id.labels) === JSON.stringify(id.labels),
  );
  const found = sibling ?? named.find((series) => isPlain(series.id));
  return found === undefined ? null : await reader.view(run, found);
}

/** Points whose step has a finite value of the other metric, in the order of that value. Steps ascend in both views. */
function alongMetric(view: View, other: View | null): AxisPoints {
  const n = other === null ? 0 : view.stepped;
  const [x, y] = [new Float64Array(n), new Float64Array(n)];
  let [count, at] = [0, 0];
  for (let i = 0; i < n && other !== null; i++) {
    const step = view.step[i] as number;
    while (at < other.stepped && (other.step[at] as number) < step) at++;
    const place = other.value[at] as number;
    if (at >= other.stepped || other.step[at] !== step || place - place !== 0) continue;
    x[count] = place;
    y[count++] = view.value[i] as number;
  }
  return withFlags(sortByX(x.subarray(0, count), y.subarray(0, count)));
}

/** A logarithmic axis begins above 0. */
function abovePoints({ x, y, flag }: AxisPoints): AxisPoints {
  const begin = x.findIndex((value) => value > 0);
  const from = begin < 0 ? x.length : begin;
  return { x: x.subarray(from), y: y.subarray(from), flag: flag.subarray(from) };
}
