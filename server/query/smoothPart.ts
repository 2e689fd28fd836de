import { m4 } from '../../shared/m4.ts';
import type { Smoothing } from '../../shared/series.ts';
import { smooth } from '../../shared/smooth.ts';
import { type AxisPoints, pick } from './axis.ts';

/** The smoothed line over all points, then cut to range and width like the raw one. null when none was asked for. */
export function smoothPart(
  points: AxisPoints,
  smoothing: Smoothing,
  from: number,
  to: number,
  width: number,
): AxisPoints | null {
  if (smoothing.kind === 'none') return null;
  const n = points.x.length;
  const extent: [number, number] = [points.x[0] ?? 0, points.x[n - 1] ?? 0];
  const y = smooth(points, smoothing, extent);
  const smoothed = { x: points.x, y, flag: points.flag };
  return pick(smoothed, m4(smoothed, from, to, width));
}
