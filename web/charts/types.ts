import type { SaidEnds } from '../../shared/bestEndIn.ts';
import type { Centre, Spread } from '../../shared/groups.ts';
import type { AnnotationEvent } from '../../shared/run.ts';
import type { SeriesMeta, Smoothing, XAxis } from '../../shared/series.ts';

/** How a run is drawn. `color` is a CSS colour, `dash` a canvas dash pattern ([] is solid). */
export interface RunStyle {
  id: string;
  name: string;
  color: string;
  dash: number[];
  annotations?: readonly AnnotationEvent[];
  /** Which end of a metric is its best in this run, where not the metric's name says. */
  bestEnds?: SaidEnds;
}

/** A run as charts see it. */
export interface ChartRun extends RunStyle {
  version: string;
  /** Annotations that it has. */
  annotated: number;
  /** Metrics that it has logged. */
  metrics: number;
  /** Where this stands for a group: the runs in it. Its line is their mean or median. */
  members?: readonly string[];
}

/** How groups are drawn. */
export interface GroupStyle {
  centre: Centre;
  spread: Spread;
}

/** What all charts of a page share. `zoom` is a range of x, inclusive; null shows everything. */
export interface ChartView {
  x: XAxis;
  smoothing: Smoothing;
  zoom: [number, number] | null;
  logX: boolean;
  logY: boolean;
  /** Outlier guard. */
  outliers: boolean;
  /** Ends of y that are held, null where an end follows the points. */
  y: readonly [number | null, number | null];
  /** Where the runs are groups. */
  grouping: GroupStyle | null;
}

/** What one chart has otherwise than the page: only what differs. */
export type CardSettings = Partial<Pick<ChartView, 'smoothing' | 'logY' | 'outliers' | 'y'>>;

/** Points on the chart's axis, x ascending. flag: 0 finite, 1 NaN, 2 +Infinity, 4 -Infinity. */
export interface LinePoints {
  x: Float64Array;
  y: Float64Array;
  flag: Uint8Array;
}

/** How far a group spreads around each point of its line, and how many runs it is made of there. */
export interface Band {
  low: Float64Array;
  high: Float64Array;
  n: Uint32Array;
}

/** One line: a metric of a run, as the series route sent it. */
export interface ChartLine {
  key: string;
  run: string;
  meta: SeriesMeta;
  raw: LinePoints;
  smooth: LinePoints | null;
  /** Around `smooth` where there is one, else around `raw`; null where this is no group. */
  band: Band | null;
}
