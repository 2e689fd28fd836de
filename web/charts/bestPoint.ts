import { bestEndAmong } from '../../shared/bestEndIn.ts';
import type { ChartLine, RunStyle } from './types.ts';

/** Where the metric is at its best, if the run or the metric's name says which end that is. A constant has no best point. */
export function bestPoint({ meta }: ChartLine, run: RunStyle | undefined): { x: number; y: number } | null {
  const end = bestEndAmong(meta.metric, run?.bestEnds ?? []);
  if (end === null || meta.y_min === meta.y_max) return null;
  const [x, y] = end === 'min' ? [meta.x_of_min, meta.y_min] : [meta.x_of_max, meta.y_max];
  return x === null || y === null ? null : { x, y };
}
