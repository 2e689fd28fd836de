import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { RunRow } from '../../shared/run.ts';
import { parseValueColumn } from '../../shared/values.ts';
import { valuesQuery } from '../api/metricQueries.ts';
import { movedRuns } from '../api/valueTable.ts';
import { type CellOf, cellsOf, type MetricCells } from './cells.ts';
import { useSameList } from './useSameList.ts';

const NONE: MetricCells = new Map();
/** Live runs move many times a second; a table of numbers need not. */
const GAP_MS = 2_000;

const nameless = (row: RunRow): string => row.alias ?? row.key ?? row.id;

/**
 * Cells of runs, metrics included: those of `columns` that are metrics are asked for, for all runs of the project, and
 * the runs that moved again, two seconds apart.
 */
export function useMetricCells(
  project: string | null,
  rows: readonly RunRow[],
  columns: readonly string[],
  nameOf: (row: RunRow) => string = nameless,
): CellOf {
  const names = useSameList(
    useMemo(() => [...new Set(columns.filter((name) => parseValueColumn(name) !== null))].sort(), [columns]),
  );
  const { data, isFetching, refetch } = useQuery({
    ...valuesQuery(project ?? '', names),
    enabled: project !== null && names.length > 0,
    placeholderData: keepPreviousData,
  });
  const stale = useMemo(() => data !== undefined && movedRuns(data, rows)?.length !== 0, [data, rows]);
  useEffect(() => {
    if (!stale || isFetching || names.length === 0) return;
    const timer = setTimeout(() => void refetch(), GAP_MS);
    return () => clearTimeout(timer);
  }, [stale, isFetching, refetch, names]);
  const metrics = names.length === 0 || data === undefined ? NONE : data.cells;
  return useMemo(() => cellsOf(nameOf, metrics), [nameOf, metrics]);
}
