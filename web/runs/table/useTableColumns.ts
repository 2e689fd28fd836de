import { useMemo } from 'react';
import type { RunRow } from '../../../shared/run.ts';
import { type Column, columnOf, defaultColumns, shownColumns } from '../columns.ts';
import type { ProjectRuns } from '../useProjectRuns.ts';
import { useSameValue } from '../useSameValue.ts';
import type { ViewState } from '../viewState.ts';

export interface TableColumns {
  name: Column;
  columns: Column[];
  /** How many of them stay when the others are scrolled. */
  pinned: number;
}

const HOLDS_NUMBERS = new Set<Column['kind']>(['number', 'setting', 'duration']);
const BESIDE = 44;

/** The columns that the address asks for, or those that tell most. */
export function useTableColumns({ rows, facts }: ProjectRuns, view: ViewState): TableColumns {
  const { table } = view;
  const { columns, pinned, widths } = useSameValue({
    columns: table.columns,
    pinned: table.pinned,
    widths: table.widths,
  });
  const names = useSameValue(useMemo(() => columns ?? defaultColumns(rows, facts), [columns, rows, facts]));
  const primary = useMemo(() => sharedPrimary(rows), [rows]);
  // Beside a number stands its deviation in a group, or its difference from the baseline.
  const more = view.group.length > 0 || view.table.tree || view.baseline !== null ? BESIDE : 0;
  return useMemo(() => {
    const shown = shownColumns(names, pinned);
    const columnNamed = (name: string): Column => {
      const column = columnOf(name, facts, widths);
      const isChosen = widths.some((one) => one.column === name);
      const titled = name === 'primary_value' && primary !== null ? { ...column, title: primary } : column;
      return isChosen || !HOLDS_NUMBERS.has(column.kind) ? titled : { ...titled, width: titled.width + more };
    };
    return {
      name: columnOf('name', facts, widths),
      columns: shown.names.map(columnNamed),
      pinned: shown.pinned,
    };
  }, [names, pinned, widths, facts, primary, more]);
}

/** The primary metric of all runs, or null where they have several. */
function sharedPrimary(rows: readonly RunRow[]): string | null {
  const [first] = rows;
  return first !== undefined && rows.every((row) => row.primary_metric === first.primary_metric)
    ? first.primary_metric
    : null;
}
