import type { SeriesMeta, Smoothing, XAxis } from '../../shared/series.ts';

/** A run as charts see it. `color` is a CSS colour, `dash` a canvas dash pattern ([] is solid). */
export interface ChartRun {
  id: string;
  name: string;
  color: string;
  dash: number[];
  version: string;
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
}

/** What one chart has otherwise than the page: only what differs. */
export type CardSettings = Partial<Pick<ChartView, 'smoothing' | 'logY' | 'outliers' | 'y'>>;

/** Points on the chart's axis, x ascending. flag: 0 finite, 1 NaN, 2 +Infinity, 4 -Infinity. */
export interface LinePoints {
  x: Float64Array;
  y: Float64Array;
  flag: Uint8Array;
}

/** One line: a metric of a run, as the series route sent it. */
export interface ChartLine {
  key: string;
  run: string;
  meta: SeriesMeta;
  raw: LinePoints;
  smooth: LinePoints | null;
}
