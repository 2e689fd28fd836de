import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RunRow } from '../../shared/run.ts';
import { runListQuery } from '../api/queries.ts';
import type { ChartRun } from '../charts/types.ts';
import { type Brush, inBrushes } from './brushes.ts';
import type { CellOf } from './cells.ts';
import { toChartRun } from './chartRuns.ts';
import { type ColumnFacts, columnFacts } from './columns.ts';
import { eyesOn, filterRows, railOrder } from './eyes.ts';
import { colorsBy, ownColor } from './runColors.ts';
import { type TableItem, tableItems } from './runItems.ts';
import { namingKeys } from './runName.ts';
import { runNames } from './runNames.ts';
import { sortRows } from './sortRows.ts';
import { useMetricCells } from './useMetricCells.ts';
import { useSameList } from './useSameList.ts';
import { useSameValue } from './useSameValue.ts';
import type { ViewState } from './viewState.ts';

/** The runs of a project as the rail, the table and the charts need them. */
export interface ProjectRuns {
  rows: RunRow[];
  /** Filtered, in the order of the sort. */
  unbrushed: RunRow[];
  /** Of these, what lies in every brush, whatever is folded away. */
  shown: RunRow[];
  /** The lines of the table: folders, groups and runs, without what is folded away. */
  items: TableItem[];
  /** Why the filter cannot be read, or null. */
  filterProblem: string | null;
  eyes: Set<string>;
  /** Runs with an eye, as charts draw them. */
  charted: ChartRun[];
  nameOf: (row: RunRow) => string;
  cellOf: CellOf;
  /** A run's own colour, or that of its value in the column that colours. */
  colorOf: (row: RunRow) => string;
  facts: ColumnFacts;
  total: number;
  loading: boolean;
  error: Error | null;
}

export function useProjectRuns(project: string | null, view: ViewState, brushes: readonly Brush[]): ProjectRuns {
  const list = useQuery({
    ...runListQuery(project ?? '', null),
    enabled: project !== null,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => list.data?.rows ?? [], [list.data]);
  const facts = useColumnFacts(rows);
  const naming = useSameList(useMemo(() => namingKeys(facts.config), [facts]));
  const nameOf = useNames(rows, naming);
  const ordered = useMemo(() => railOrder(rows), [rows]);

  const { filter } = view;
  const group = useSameList(view.group);
  const { columns, sort, nested, tree, closed } = useSameValue(view.table);
  const asked = useMemo(
    () => [...(columns ?? []), ...group, ...[...sort, ...brushes].map(({ column }) => column), view.color ?? ''],
    [columns, group, sort, brushes, view.color],
  );
  const cellOf = useMetricCells(project, rows, asked, nameOf);
  const filtered = useMemo(() => filterRows(ordered, filter, nameOf), [ordered, filter, nameOf]);
  const unbrushed = useMemo(() => sortRows(filtered.rows, sort, cellOf), [filtered, sort, cellOf]);
  const shown = useMemo(
    () => (brushes.length === 0 ? unbrushed : unbrushed.filter((row) => inBrushes(brushes, row, cellOf))),
    [unbrushed, brushes, cellOf],
  );
  const items = useMemo(
    () => tableItems({ rows: shown, sort, group, nested, tree, closed, cellOf }),
    [shown, sort, group, nested, tree, closed, cellOf],
  );

  // Outside the brushes no run is charted; the filter of the list alone takes no curve away.
  const chartable = brushes.length === 0 ? ordered : shown;
  const colorOf = useMemo(
    () => (view.color === null ? ownColor : colorsBy(view.color, rows, cellOf)),
    [view.color, rows, cellOf],
  );
  const { eyes: own, charted } = useCharted(chartable, view.eyes, nameOf, colorOf);
  // A group is made of all runs in the list, unless somebody chose eyes: then those are what is seen.
  const isWhole = group.length > 0 && view.eyes === null;
  const eyes = useMemo(() => (isWhole ? new Set(shown.map(({ ref }) => ref)) : own), [isWhole, shown, own]);
  return {
    rows,
    unbrushed,
    shown,
    items,
    filterProblem: filtered.problem,
    eyes,
    charted,
    nameOf,
    cellOf,
    colorOf,
    facts,
    total: list.data?.total ?? rows.length,
    loading: list.isFetching,
    error: list.error,
  };
}

/** Facts of the configs and summaries; computed again where one of them changed, not at every step of a live run. */
function useColumnFacts(rows: readonly RunRow[]): ColumnFacts {
  const said = useSameList(useMemo(() => rows.flatMap(({ config, summary }) => [config, summary]), [rows]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the rows say stands for the rows
  return useMemo(() => columnFacts(rows), [said]);
}

/** The same function until a run is called otherwise, not at every step of a live run: everything with a name would be drawn anew. */
function useNames(rows: readonly RunRow[], naming: readonly string[]): (row: RunRow) => string {
  const said = useSameList(
    useMemo(() => rows.flatMap(({ alias, key, display_id, config }) => [alias, key, display_id, config]), [rows]),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the rows say stands for the rows
  return useMemo(() => runNames(rows, naming), [said, naming]);
}

/** Runs with an eye, and how charts draw them. */
function useCharted(
  rows: readonly RunRow[],
  wanted: readonly string[] | null,
  nameOf: (row: RunRow) => string,
  colorOf: (row: RunRow) => string,
): Pick<ProjectRuns, 'eyes' | 'charted'> {
  const chosen = useSameValue(wanted);
  const eyes = useMemo(() => eyesOn(rows, chosen), [rows, chosen]);
  const charted = useMemo(
    () =>
      rows
        .filter((row) => eyes.has(row.ref))
        .map((row) => ({
          ...toChartRun(row, nameOf(row)),
          ...(colorOf === ownColor ? {} : { color: colorOf(row), dash: [] }),
        })),
    [rows, eyes, nameOf, colorOf],
  );
  return { eyes, charted };
}
