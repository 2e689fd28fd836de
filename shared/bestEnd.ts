const LOWER = /loss|err|perplexity|ppl|nll|(^|[/_.])(mse|rmse|mae|fid|cer|wer)($|[/_.])/i;
const HIGHER =
  /acc(uracy)?($|[^a-z])|auc|score|reward|return|precision|recall|bleu|rouge|success|win_?rate|(^|[/_.@ -])(f1|m?iou|m?ap|dice|r2|psnr|ssim|ndcg|mrr|hits?|pass)($|[/_.@ -])/i;

/** The end of a metric that is its best; null where nobody says which. */
export type BestEnd = 'min' | 'max' | null;

/** Which end of a metric its name says is the best: the minimum of a loss or an error, the maximum of a score. */
export function bestEnd(metric: string): BestEnd {
  if (LOWER.test(metric)) return 'min';
  return HIGHER.test(metric) ? 'max' : null;
}
