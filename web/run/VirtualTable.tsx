import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';

interface VirtualTableProps<Row> {
  label: string;
  /** The cells of the head row. */
  head: ReactNode;
  columns: number;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** The cells of a row. */
  render: (row: Row) => ReactNode;
  /** Said in place of rows. */
  empty: string;
}

const ROW_PX = 24;

/** A table of any length that scrolls by itself: only the rows in sight are elements. */
export function VirtualTable<Row>({ label, head, columns, rows, keyOf, render, empty }: VirtualTableProps<Row>) {
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <section ref={scroller} className="virtual" aria-label={label} tabIndex={0}>
      <table className="data-table" aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>{head}</tr>
        </thead>
        <tbody>
          <Space columns={columns} height={before} />
          {items.map(({ index }) => {
            const row = rows[index];
            return (
              row !== undefined && (
                <tr key={keyOf(row)} aria-rowindex={index + 2}>
                  {render(row)}
                </tr>
              )
            );
          })}
          <Space columns={columns} height={after} />
        </tbody>
      </table>
      {rows.length === 0 && <p className="tree-empty">{empty}</p>}
    </section>
  );
}

/** Stands for the rows that are out of sight. */
function Space({ columns, height }: { columns: number; height: number }) {
  if (height <= 0) return null;
  return (
    <tr className="virtual-space">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
