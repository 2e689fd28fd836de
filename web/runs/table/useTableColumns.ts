import { useMemo } from 'react';
import type { BestEnd } from '../../../shared/bestEnd.ts';
import { type Column, columnOf, defaultColumns, shownColumns } from '../columns.ts';
import { commonMetric } from '../metricOfColumn.ts';
import type { ProjectRuns } from '../useProjectRuns.ts';
import { useSameValue } from '../useSameValue.ts';
import type { ViewState } from '../viewState.ts';

export interface TableColumns {
  name: Column;
  columns: Column[];
  /** How many of them stay when the others are scrolled. */
  pinned: number;
  /** The metric that the rail's head names. */
  primary: string | null;
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
  const primary = useMemo(() => commonMetric(rows, 'primary_value'), [rows]);
  const best = useMemo(() => commonMetric(rows, 'best_metric_value'), [rows]);
  const primaryEnd = rows.find((row) => row.primary_metric === primary)?.primary_mode ?? null;
  const bestEnd = rows.find((row) => row.best_metric_name === best)?.best_metric_mode ?? null;
  // Beside a number stands its deviation in a group, or its difference from the baseline.
  const more = view.group.length > 0 || view.table.tree || view.baseline !== null ? BESIDE : 0;
  return useMemo(() => {
    const shown = shownColumns(names, pinned);
    const columnNamed = (name: string): Column => {
      const column = columnOf(name, facts, widths);
      const isChosen = widths.some((one) => one.column === name);
      const titled = withMetric(column, { primary, primaryEnd, best, bestEnd });
      return isChosen || !HOLDS_NUMBERS.has(column.kind) ? titled : { ...titled, width: titled.width + more };
    };
    return {
      name: columnOf('name', facts, widths),
      columns: shown.names.map(columnNamed),
      pinned: shown.pinned,
      primary,
    };
  }, [names, pinned, widths, facts, primary, primaryEnd, best, bestEnd, more]);
}

interface CommonMetrics {
  primary: string | null;
  primaryEnd: BestEnd;
  best: string | null;
  bestEnd: BestEnd;
}

/** The column with the metric that most runs have in it. */
function withMetric(column: Column, { primary, primaryEnd, best, bestEnd }: CommonMetrics): Column {
  if (column.name === 'primary_value' && primary !== null)
    return { ...column, title: primary, metric: primary, best: primaryEnd };
  if (column.name === 'best_metric_value' && best !== null)
    return { ...column, title: `best ${best}`, metric: best, best: bestEnd };
  return column;
}
