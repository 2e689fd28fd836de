import { useMemo } from 'react';
import type { ChartRun } from '../charts/types.ts';
import { chartGroups } from './chartGroups.ts';
import type { ProjectRuns } from './useProjectRuns.ts';
import { useSameList } from './useSameList.ts';
import type { ViewState } from './viewState.ts';

/**
 * What the charts draw: the runs with an eye, or groups. A group is made of all runs in the list, as ten eyes would cut
 * seeds off; where somebody chose eyes, of those.
 */
export function useChartedRuns({ rows, shown, eyes, charted, cellOf }: ProjectRuns, view: ViewState): ChartRun[] {
  const group = useSameList(view.group);
  const isChosen = view.eyes !== null;
  return useMemo(() => {
    if (group.length === 0) return charted;
    const kept = isChosen ? shown.filter(({ ref }) => eyes.has(ref)) : shown;
    return chartGroups(rows, kept, group, cellOf);
  }, [rows, shown, eyes, charted, cellOf, group, isChosen]);
}
