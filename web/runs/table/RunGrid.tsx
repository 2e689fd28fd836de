import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { RunRow } from '../../../shared/run.ts';
import { refOf } from '../../api/refOf.ts';
import { useHighlightedRun } from '../../charts/hoverSync.ts';
import { groupColors } from '../chartGroups.ts';
import { RunListRow } from '../RunListRow.tsx';
import { useSparklines } from '../useSparklines.ts';
import { searchElsewhere } from '../viewPlace.ts';
import { GroupRow } from './GroupRow.tsx';
import { layoutStyle, PRIMARY, useNow } from './gridStyle.ts';
import { RunTableRow } from './RunTableRow.tsx';
import { TableHead } from './TableHead.tsx';
import { tableLayout } from './tableLayout.ts';
import type { RunTable } from './useRunTable.ts';
import { useActions } from './useTableActions.ts';
import type { TableColumns } from './useTableColumns.ts';

interface RunGridProps {
  table: RunTable;
  columns: TableColumns;
  wide: boolean;
  /** The run whose page is open. */
  current: string | null;
}

const ROW = 28;
const NO_ROWS: RunRow[] = [];

/** The lines of the rail or the table. Only those in sight are there. */
export function RunGrid({ table, columns, wide, current }: RunGridProps) {
  const { runs, view, focused, editing } = table;
  const { items, eyes, nameOf, cellOf } = runs;
  const actions = useActions();
  const search = useMemo(() => searchElsewhere(view), [view]);
  const scroller = useRef<HTMLDivElement>(null);
  const head = wide ? ROW : 0;
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    scrollMargin: head,
    scrollPaddingStart: head,
  });
  const seen = virtual.getVirtualItems();
  const shownRows = seen.flatMap(({ index }) => {
    const item = items[index];
    return item?.kind === 'run' ? [item.row] : [];
  });
  const hasCurves = !wide || columns.columns.some(({ kind }) => kind === 'spark');
  const sparks = useSparklines(hasCurves ? shownRows : NO_ROWS);
  const now = useNow();
  const pointed = useHighlightedRun();
  const focusedAt = useMemo(() => items.findIndex(({ key }) => key === focused), [items, focused]);
  const focusedKey = focusedAt < 0 ? null : focused;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a moved focus scrolls, not a list that moved under it
  useEffect(() => {
    if (focusedAt >= 0) virtual.scrollToIndex(focusedAt);
  }, [focusedKey]);
  const baseline = useMemo(
    () => (view.baseline === null ? null : (runs.rows.find(({ ref }) => ref === view.baseline) ?? null)),
    [runs.rows, view.baseline],
  );
  const groupColor = useMemo(() => groupColors(runs.rows, view.group, cellOf), [runs.rows, view.group, cellOf]);
  const marks = useMemo(() => new Set(view.marks), [view.marks]);
  const [drag, setDrag] = useState<{ column: string; width: number } | null>(null);
  const layout = useMemo(() => {
    const widthOf = (one: { name: string; width: number }) => ({
      width: drag?.column === one.name ? drag.width : one.width,
    });
    return tableLayout(columns.columns.map(widthOf), columns.pinned, widthOf(columns.name).width);
  }, [columns, drag]);
  // Cells that stay cost a layer each: only where there is something to scroll under them.
  const scrolls = wide && layout.width > (virtual.scrollRect?.width ?? 0);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || event.target !== scroller.current) return;
    const next = items[Math.max(0, Math.min(items.length - 1, focusedAt + by))];
    if (next !== undefined) actions.focus(next.key);
    event.preventDefault();
  };
  return (
    <div
      className={`rail-rows${wide ? ' wide' : ''}${scrolls ? ' scrolls' : ''}`}
      ref={scroller}
      {...gridRole(items.length + (wide ? 1 : 0), wide, focusedAt < 0 ? undefined : lineId(items, focusedAt))}
      tabIndex={0}
      style={wide ? layoutStyle(layout) : undefined}
      onKeyDown={onKeyDown}
    >
      {wide && <TableHead view={view} {...columns} project={runs.rows[0]?.project ?? ''} onDrag={setDrag} />}
      <div
        {...(items.length > 0 ? { role: 'rowgroup' } : {})}
        className="rail-body"
        style={{ height: virtual.getTotalSize() }}
      >
        {seen.map(({ index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          const place = { index, top: start - head, focused: index === focusedAt };
          if (item.kind === 'group')
            return (
              <GroupRow
                key={`group ${item.key}`}
                {...place}
                item={item}
                eyes={item.rows.reduce((sum, { ref }) => sum + (eyes.has(ref) ? 1 : 0), 0)}
                color={groupColor(item.rows)}
                columns={wide ? columns.columns : PRIMARY}
                pinned={columns.pinned}
                wide={wide}
                cellOf={cellOf}
                facts={runs.facts}
                now={now}
              />
            );
          const { row } = item;
          const Line = wide ? RunTableRow : RunListRow;
          return (
            <Line
              key={`${row.job_id} ${refOf(row)}`}
              {...place}
              row={row}
              name={nameOf(row)}
              color={runs.colorOf(row)}
              eye={eyes.has(row.ref)}
              marked={marks.has(row.ref)}
              current={row.ref === current}
              pointed={row.ref === pointed}
              depth={item.depth}
              baseline={baseline}
              columns={columns.columns}
              pinned={columns.pinned}
              primary={columns.primary}
              cellOf={cellOf}
              editing={editing !== null && editing.ref === refOf(row) ? editing.field : null}
              spark={sparks.get(row.ref)}
              now={now}
              search={search}
            />
          );
        })}
      </div>
      {items.length === 0 && <p className="rail-empty">{emptyText(runs, view.filter)}</p>}
    </div>
  );
}

/** A grid must hold a row: without any it is a group with a word about it. */
function gridRole(rows: number, wide: boolean, active: string | undefined) {
  if (rows === 0) return { role: 'group', 'aria-label': 'Runs' };
  return {
    role: 'treegrid',
    'aria-label': 'Runs',
    'aria-rowcount': rows,
    'aria-multiselectable': wide,
    'aria-activedescendant': active,
  };
}

/** The element of a line; lines out of sight have none. */
function lineId(items: RunTable['runs']['items'], index: number): string {
  const item = items[index];
  return item?.kind === 'run' ? `run-${item.row.ref}` : `group-${index}`;
}

/** Why there is no line. */
function emptyText({ rows, loading, unbrushed }: RunTable['runs'], filter: string): string {
  if (rows.length === 0) return loading ? 'Reading the runs …' : 'There are no runs here.';
  return unbrushed.length > 0 ? 'No run lies in all brushes.' : `No run matches “${filter}”.`;
}
