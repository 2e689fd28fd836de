import { type CSSProperties, type ReactNode, useRef } from 'react';
import { Popover } from '../../ui/Popover.tsx';
import type { Column } from '../columns.ts';
import { nextSort } from '../sortRows.ts';
import { LEAST_COLUMN, type SortKey } from '../tableView.ts';
import { useActions } from './useTableActions.ts';

export interface HeadCellProps {
  column: Column;
  sort: readonly SortKey[];
  className: string;
  style?: CSSProperties | undefined;
  /** The width while it is dragged (null: not any more), and the one to keep. */
  onDrag: (width: number | null) => void;
  onWidth: (width: number) => void;
  /** What its menu offers; none without. */
  menu?: { name: string; run: () => void }[];
  /** What stands behind the title. */
  children?: ReactNode;
}

/** The head of a column: a click sorts (with Shift by this too), the edge changes the width, a menu has the rest. */
export function HeadCell({ column, sort, className, style, onDrag, onWidth, menu, children }: HeadCellProps) {
  const actions = useActions();
  const at = sort.findIndex((key) => key.column === column.name);
  const key = sort[at];
  const isSortable = column.kind !== 'spark' && column.kind !== 'notes';
  // What is best comes first.
  const first = ['number', 'time', 'duration'].includes(column.kind) && column.best !== 'min' ? 'down' : 'up';
  return (
    <div
      role="columnheader"
      className={`cell head kind-${column.kind} ${className}`}
      style={style}
      aria-sort={key === undefined ? undefined : key.descending ? 'descending' : 'ascending'}
    >
      <button
        type="button"
        className="head-title"
        disabled={!isSortable}
        title={`${column.name}${isSortable ? ': click sorts, Shift adds to the sort' : ''}`}
        onClick={(event) => actions.table({ sort: nextSort(sort, column.name, event.shiftKey, first) })}
      >
        <bdi>{column.title}</bdi>
        {key !== undefined && (
          <span className="head-sort" aria-hidden="true">
            {key.descending ? '↓' : '↑'}
            {sort.length > 1 && at + 1}
          </span>
        )}
      </button>
      {children}
      {menu !== undefined && (
        <Popover label={`More about ${column.title}`} className="head-menu" button="⋮">
          {(close) => (
            <ul className="menu">
              {menu.map(({ name, run }) => (
                <li key={name}>
                  <button
                    type="button"
                    onClick={() => {
                      close();
                      run();
                    }}
                  >
                    {name}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Popover>
      )}
      <WidthEdge column={column} onDrag={onDrag} onWidth={onWidth} />
    </div>
  );
}

const STEP = 16;

/** The right edge of a column: drag it, or move it with the arrow keys. */
function WidthEdge({ column, onDrag, onWidth }: Pick<HeadCellProps, 'column' | 'onDrag' | 'onWidth'>) {
  const start = useRef<number | null>(null);
  const widthAt = (x: number): number => Math.max(LEAST_COLUMN, Math.round(x - (start.current ?? x)));
  return (
    <span
      className="head-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${column.title}`}
      aria-valuenow={column.width}
      aria-valuemin={LEAST_COLUMN}
      tabIndex={0}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = event.clientX - column.width;
      }}
      onPointerMove={(event) => start.current !== null && onDrag(widthAt(event.clientX))}
      onPointerUp={(event) => {
        if (start.current !== null) onWidth(widthAt(event.clientX));
        start.current = null;
        onDrag(null);
      }}
      onPointerCancel={() => {
        start.current = null;
        onDrag(null);
      }}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowRight' ? STEP : event.key === 'ArrowLeft' ? -STEP : 0;
        if (by === 0) return;
        event.preventDefault();
        event.stopPropagation();
        onWidth(Math.max(LEAST_COLUMN, column.width + by));
      }}
    />
  );
}
