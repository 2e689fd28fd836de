import { m4 } from '../../shared/m4.ts';
import type { Smoothing } from '../../shared/series.ts';
import { smooth } from '../../shared/smooth.ts';
import { type AxisPoints, pick } from './axis.ts';
import { type Cut, onCut } from './pixelColumns.ts';

/** The whole series smoothed. */
export function smoothed(points: AxisPoints, smoothing: Smoothing): AxisPoints {
  const n = points.x.length;
  const extent: [number, number] = [points.x[0] ?? 0, points.x[n - 1] ?? 0];
  return { x: points.x, y: smooth(points, smoothing, extent), flag: points.flag };
}

/** The smoothed line over all points, then cut to range and width like the raw one. null when none was asked for. */
export function smoothPart(points: AxisPoints, smoothing: Smoothing, cut: Cut): AxisPoints | null {
  if (smoothing.kind === 'none') return null;
  const line = smoothed(points, smoothing);
  return pick(line, m4(onCut(line, cut), ...cut.columns));
}
