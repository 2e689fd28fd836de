import { bestEnd } from '../../shared/bestEnd.ts';
import type { RunRow } from '../../shared/run.ts';
import type { RunState } from '../ingest/runState.ts';
import type { Figures } from '../ingest/runTotals.ts';

export type DeclaredBest = Pick<
  RunRow,
  'best_metric_name' | 'best_metric_value' | 'best_metric_step' | 'best_metric_mode'
>;

/** The best that a run declares; where people said which end of its primary metric is the best, that one. */
export function bestOfRun(
  { totals, directions }: Pick<RunState, 'totals' | 'directions'>,
  project: string,
  declared: DeclaredBest,
  figures: Figures | null,
): DeclaredBest & Pick<RunRow, 'primary_mode'> {
  const primary = totals.primaryMetric;
  if (primary === null) return { ...declared, primary_mode: null };
  const { best_metric_name: name, best_metric_mode: mode } = declared;
  const typed = directions.get(project)?.get(primary) ?? null;
  const primary_mode = typed ?? (name === primary ? mode : null) ?? bestEnd(primary);
  const isOfAnother = name !== null && name !== primary && mode !== null;
  // The summary may know a better value than what was logged: it stands as long as nobody contradicts it.
  if (typed === null || isOfAnother || (name === primary && mode === typed)) return { ...declared, primary_mode };
  const best = figures?.ends?.[typed];
  return {
    best_metric_name: primary,
    best_metric_value: best?.value ?? null,
    best_metric_step: best?.step ?? null,
    best_metric_mode: typed,
    primary_mode,
  };
}
