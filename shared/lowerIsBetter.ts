const LOWER = /loss|err|perplexity|ppl|nll|(^|[/_.])(mse|rmse|mae|fid|cer|wer)($|[/_.])/i;

/** Whether a metric's name is that of a loss or an error, so that its minimum is its best. Of others the maximum is. */
export function lowerIsBetter(metric: string): boolean {
  return LOWER.test(metric);
}
