import { useQueryClient } from '@tanstack/react-query';
import type { BestEnd } from '../../shared/bestEnd.ts';
import { setDirection } from '../api/edits.ts';
import { showProblem, showToast } from '../ui/toasts.ts';

export const DIRECTION_TEXT = { max: 'higher is better', min: 'lower is better' };

/** Says that the other end of a metric is its best, in all runs of the project; with an undo. */
export function useDirection(
  project: string,
  metric: string,
  mode: BestEnd,
): { next: 'min' | 'max'; turn: () => void } {
  const client = useQueryClient();
  const next = mode === 'max' ? 'min' : 'max';
  const set = (wanted: BestEnd): Promise<BestEnd> => setDirection(client, { project, metric, mode: wanted });
  const turn = (): void => {
    set(next)
      .then((before) =>
        showToast(`${metric}: ${DIRECTION_TEXT[next]}`, {
          name: 'Undo',
          run: () => void set(before).catch(showProblem),
        }),
      )
      .catch(showProblem);
  };
  return { next, turn };
}
