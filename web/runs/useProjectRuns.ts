import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { RunRow } from '../../shared/run.ts';
import { runListQuery } from '../api/queries.ts';
import type { ChartRun } from '../charts/types.ts';
import { toChartRun } from './chartRuns.ts';
import { eyesOn, filterRows, railOrder } from './eyes.ts';
import { runName, varyingKeys } from './runName.ts';

/** The runs of a project as the rail and the charts need them. */
export interface ProjectRuns {
  rows: RunRow[];
  /** In the rail's order, filtered. */
  shown: RunRow[];
  /** Why the filter cannot be read, or null. */
  filterProblem: string | null;
  eyes: Set<string>;
  /** Runs with an eye, as charts draw them. */
  charted: ChartRun[];
  nameOf: (row: RunRow) => string;
  total: number;
  loading: boolean;
  error: Error | null;
}

export function useProjectRuns(project: string | null, filter: string, chosen: readonly string[] | null): ProjectRuns {
  const list = useQuery({
    ...runListQuery(project ?? '', null),
    enabled: project !== null,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => list.data?.rows ?? [], [list.data]);
  const ordered = useMemo(() => railOrder(rows), [rows]);
  const varying = useMemo(() => varyingKeys(rows), [rows]);
  const nameOf = useCallback((row: RunRow) => runName(row, varying), [varying]);
  const filtered = useMemo(() => filterRows(ordered, filter, nameOf), [ordered, filter, nameOf]);
  const eyes = useMemo(() => eyesOn(ordered, chosen), [ordered, chosen]);
  const charted = useMemo(
    () => ordered.filter((row) => eyes.has(row.id)).map((row) => toChartRun(row, nameOf(row))),
    [ordered, eyes, nameOf],
  );
  return {
    rows,
    shown: filtered.rows,
    filterProblem: filtered.problem,
    eyes,
    charted,
    nameOf,
    total: list.data?.total ?? rows.length,
    loading: list.isFetching,
    error: list.error,
  };
}
