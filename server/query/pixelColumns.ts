import type { SeriesRequest } from '../../shared/series.ts';
import type { AxisPoints } from './axis.ts';

/** A range of the x axis and the pixel columns that it is cut into. */
export interface Cut {
  /** Inclusive, in units of x. */
  from: number;
  to: number;
  /** Range and number of the columns, in units of x or in octaves of it. */
  columns: [from: number, to: number, width: number];
  log: boolean;
}

/** What is asked for, or the whole extent. On a logarithmic axis a range begins above 0: with the first point at the earliest. */
export function cutOf(
  { from, to, width, log_x }: Pick<SeriesRequest, 'from' | 'to' | 'width' | 'log_x'>,
  extent: readonly [number, number] | null,
): Cut {
  const log = log_x === true;
  const given = from === null || (log && from <= 0) ? (extent?.[0] ?? 0) : from;
  // Doubles, also where they are whole: the engine's compiled code would be thrown away at the first fraction after whole numbers.
  const [begin = given, end = 0] = Float64Array.of(given, to ?? extent?.[1] ?? 0);
  return { from: begin, to: end, columns: log ? [Math.log2(begin), Math.log2(end), width] : [begin, end, width], log };
}

/** The points as the cut's columns see them. */
export function onCut(points: AxisPoints, { log }: Cut): AxisPoints {
  return log ? { ...points, x: points.x.map(Math.log2) } : points;
}
