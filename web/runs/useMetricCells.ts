import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { RunRow } from '../../shared/run.ts';
import { parseValueColumn } from '../../shared/values.ts';
import { valuesQuery } from '../api/queries.ts';
import { type CellOf, cellsOf, refOf } from './cells.ts';

const nameless = (row: RunRow): string => row.alias ?? row.key ?? row.id;

/** Cells of runs, metrics included: `columns` names those of metrics that are to be asked for. */
export function useMetricCells(
  project: string | null,
  rows: readonly RunRow[],
  columns: readonly string[],
  nameOf: (row: RunRow) => string = nameless,
): CellOf {
  const wanted = useMemo(() => columns.filter((column) => parseValueColumn(column) !== null), [columns]);
  const stamp = useMemo(() => rows.map(({ version }) => version).join(), [rows]);
  const values = useQuery({
    ...valuesQuery(project ?? '', wanted, stamp),
    enabled: project !== null && wanted.length > 0,
    placeholderData: keepPreviousData,
  });
  const metrics = useMemo(() => {
    const names = values.data?.columns ?? [];
    return new Map(
      (values.data?.rows ?? []).map((row) => [
        refOf(row),
        new Map(names.map((name, i) => [name, row.values[i] ?? null])),
      ]),
    );
  }, [values.data]);
  return useCallback((row, column) => cellsOf(nameOf, metrics)(row, column), [nameOf, metrics]);
}
