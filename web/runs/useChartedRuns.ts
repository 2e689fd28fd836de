import { useMemo } from 'react';
import type { ChartRun } from '../charts/types.ts';
import { cellsOf } from './cells.ts';
import { chartGroups } from './chartGroups.ts';
import { colorsBy } from './runColors.ts';
import type { BrushedRuns } from './useBrushedRuns.ts';
import { useMetricCells } from './useMetricCells.ts';
import type { ViewState } from './viewState.ts';

/**
 * What the charts draw: the runs with an eye, coloured by a column where one is chosen, or groups. A group is made of all
 * runs in the list, as ten eyes would cut seeds off; where somebody chose eyes, of those.
 */
export function useChartedRuns(project: string | null, runs: BrushedRuns, view: ViewState): ChartRun[] {
  const { group, color, eyes } = view;
  const asked = useMemo(() => (color === null ? [] : [color]), [color]);
  const colorCells = useMetricCells(project, runs.rows, asked, runs.nameOf);
  return useMemo(() => {
    if (group.length > 0) {
      const kept = eyes === null ? runs.shown : runs.shown.filter(({ id }) => runs.eyes.has(id));
      return chartGroups(runs.rows, kept, group, cellsOf(runs.nameOf, new Map()));
    }
    if (color === null) return runs.charted;
    const colorOf = colorsBy(color, runs.rows, colorCells);
    const byId = new Map(runs.rows.map((row) => [row.id, row]));
    return runs.charted.map((run) => {
      const row = byId.get(run.id);
      return row === undefined ? run : { ...run, color: colorOf(row), dash: [] };
    });
  }, [runs, group, color, eyes, colorCells]);
}
