import { useEffect } from 'react';
import type { CompareView } from '../runs/compareView.ts';
import { settleView } from '../runs/useView.ts';
import type { ViewState } from '../runs/viewState.ts';
import { keepIgnore, keptIgnore } from './ignoreRules.ts';

/**
 * The keys that are left out. They stand in the address, so that who gets it sees what its sender saw; what was last chosen
 * on this machine is only what a page begins with whose address says nothing of them, and from then on it does.
 */
export function useIgnoreRules(
  compare: CompareView,
  onView: (change: Partial<ViewState>) => void,
): [readonly string[], (globs: string[]) => void] {
  const isFresh = compare.ignore === null;
  useEffect(() => {
    if (isFresh) settleView((view) => ({ compare: { ...view.compare, ignore: keptIgnore() } }));
  }, [isFresh]);
  const change = (ignore: string[]): void => {
    keepIgnore(ignore);
    onView({ compare: { ...compare, ignore } });
  };
  return [compare.ignore ?? keptIgnore(), change];
}
