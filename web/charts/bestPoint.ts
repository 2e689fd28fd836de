import type { ChartLine } from './types.ts';

const LOWER_IS_BETTER = /loss|err|perplexity|ppl|nll|(^|[/_.])(mse|rmse|mae|fid|cer|wer)($|[/_.])/i;

/** Where the metric is at its best: its minimum where its name is that of a loss or an error, else its maximum. A constant has no best point. */
export function bestPoint({ meta }: ChartLine): { x: number; y: number } | null {
  if (meta.y_min === meta.y_max) return null;
  const [x, y] = LOWER_IS_BETTER.test(meta.metric) ? [meta.x_of_min, meta.y_min] : [meta.x_of_max, meta.y_max];
  return x === null || y === null ? null : { x, y };
}
