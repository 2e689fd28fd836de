import { bestEnd } from '../../shared/bestEnd.ts';
import type { ChartLine, RunStyle } from './types.ts';

/** Where the metric is at its best, if the run or the metric's name says which end that is. A constant has no best point. */
export function bestPoint({ meta }: ChartLine, run: RunStyle | undefined): { x: number; y: number } | null {
  const said = run?.bestEnds?.find(([metric]) => metric === meta.metric);
  const end = said === undefined ? bestEnd(meta.metric) : said[1];
  if (end === null || meta.y_min === meta.y_max) return null;
  const [x, y] = end === 'min' ? [meta.x_of_min, meta.y_min] : [meta.x_of_max, meta.y_max];
  return x === null || y === null ? null : { x, y };
}
