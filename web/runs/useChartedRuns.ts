import { useMemo } from 'react';
import type { ChartRun } from '../charts/types.ts';
import { chartGroups } from './chartGroups.ts';
import { drawnRows } from './drawnRows.ts';
import type { ProjectRuns } from './useProjectRuns.ts';
import { useSameList } from './useSameList.ts';
import type { ViewState } from './viewState.ts';

/** What the charts draw: the runs with an eye, or groups. */
export function useChartedRuns({ rows, shown, eyes, charted, cellOf }: ProjectRuns, view: ViewState): ChartRun[] {
  const group = useSameList(view.group);
  const { eyes: chosen } = view;
  return useMemo(() => {
    if (group.length === 0) return charted;
    return chartGroups(rows, drawnRows({ rows, shown, eyes }, { group, eyes: chosen }), group, cellOf);
  }, [rows, shown, eyes, charted, cellOf, group, chosen]);
}
