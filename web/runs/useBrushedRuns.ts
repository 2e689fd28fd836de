import { useMemo } from 'react';
import type { RunRow } from '../../shared/run.ts';
import { type Brush, inBrushes } from './brushes.ts';
import { toChartRun } from './chartRuns.ts';
import { eyesOn } from './eyes.ts';
import { useMetricCells } from './useMetricCells.ts';
import type { ProjectRuns } from './useProjectRuns.ts';

/** The runs inside all brushes, and those that could be chosen. */
export interface BrushedRuns extends ProjectRuns {
  /** Filtered, but not brushed. */
  unbrushed: RunRow[];
}

/**
 * Takes what is outside the brushes out of the list and of the charts, in the render that moves the brush. Where nobody
 * chose eyes (null), the first ten of what is left have one.
 */
export function useBrushedRuns(
  project: string | null,
  runs: ProjectRuns,
  chosen: readonly string[] | null,
  brushes: readonly Brush[],
): BrushedRuns {
  const columns = useMemo(() => brushes.map(({ column }) => column), [brushes]);
  const cellOf = useMetricCells(project, runs.rows, columns, runs.nameOf);
  return useMemo(() => {
    const unbrushed = runs.shown;
    if (brushes.length === 0) return { ...runs, unbrushed };
    const shown = unbrushed.filter((row) => inBrushes(brushes, row, cellOf));
    const eyes = eyesOn(shown, chosen);
    const charted = shown.filter(({ id }) => eyes.has(id)).map((row) => toChartRun(row, runs.nameOf(row)));
    return { ...runs, unbrushed, shown, eyes, charted };
  }, [runs, brushes, chosen, cellOf]);
}
