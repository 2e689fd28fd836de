import { bestEnd } from '../../shared/bestEnd.ts';
import type { ChartLine } from './types.ts';

/** Where the metric is at its best, if its name says which end that is. A constant has no best point. */
export function bestPoint({ meta }: ChartLine): { x: number; y: number } | null {
  const end = bestEnd(meta.metric);
  if (end === null || meta.y_min === meta.y_max) return null;
  const [x, y] = end === 'min' ? [meta.x_of_min, meta.y_min] : [meta.x_of_max, meta.y_max];
  return x === null || y === null ? null : { x, y };
}
