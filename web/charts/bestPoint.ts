import { lowerIsBetter } from '../../shared/lowerIsBetter.ts';
import type { ChartLine } from './types.ts';

/** Where the metric is at its best: its minimum where its name is that of a loss or an error, else its maximum. A constant has no best point. */
export function bestPoint({ meta }: ChartLine): { x: number; y: number } | null {
  if (meta.y_min === meta.y_max) return null;
  const [x, y] = lowerIsBetter(meta.metric) ? [meta.x_of_min, meta.y_min] : [meta.x_of_max, meta.y_max];
  return x === null || y === null ? null : { x, y };
}
