import { memo, useState } from 'react';
import { refOf } from '../../api/refOf.ts';
import { setHighlightedRun } from '../../charts/hoverSync.ts';
import { CellEditor } from './CellEditor.tsx';
import { EyeButton } from './EyeButton.tsx';
import { pinnedAt } from './gridStyle.ts';
import { RunLink } from './RunLink.tsx';
import { RunMarks } from './RunMarks.tsx';
import { type RunRowProps, rowClasses } from './runRowProps.ts';
import { Sparkline } from './Sparkline.tsx';
import { TableCell } from './TableCell.tsx';
import { useActions } from './useTableActions.ts';

/** One run in the table: mark, eye, name, and a cell for each column. */
export const RunTableRow = memo(function RunTableRow(props: RunRowProps) {
  const { row, name, color, eye, columns, pinned, depth } = props;
  const actions = useActions();
  // Buttons of rows that nobody looks at would be most of what a scrolling table draws.
  const [hovered, setHovered] = useState(false);
  return (
    <div
      className={rowClasses(props, 'table-row')}
      id={`run-${row.ref}`}
      role="row"
      aria-rowindex={props.index + 2}
      aria-level={depth + 1}
      aria-selected={props.marked}
      style={{ top: props.top }}
      onPointerEnter={() => {
        setHovered(true);
        if (eye) setHighlightedRun(row.ref);
      }}
      onPointerLeave={() => {
        setHovered(false);
        setHighlightedRun(null);
      }}
      onPointerDown={() => actions.focus(row.ref)}
    >
      <div role="gridcell" className="cell stays first">
        <input
          type="checkbox"
          checked={props.marked}
          aria-label={`Mark ${name}`}
          title="Mark for comparing (x)"
          onChange={() => actions.mark(row.ref)}
        />
      </div>
      <div role="gridcell" className="cell stays eye">
        <EyeButton id={row.ref} name={name} color={color} on={eye} />
      </div>
      <div role="gridcell" className="cell stays name" style={{ paddingLeft: 4 + depth * 14 }}>
        <RunMarks row={row} baseline={props.baseline === row} />
        {props.editing === 'name' ? (
          <CellEditor row={row} field="name" name={name} />
        ) : (
          <RunLink row={row} name={name} search={props.search} />
        )}
        {(hovered || props.focused) && <RowTools {...props} />}
      </div>
      {columns.map((column, i) => (
        <div
          key={column.name}
          role="gridcell"
          className={`cell kind-${column.kind}${i < pinned ? ' stays' : ''}`}
          style={i < pinned ? pinnedAt(i) : undefined}
        >
          {column.kind === 'spark' ? (
            <Sparkline points={props.spark} color={color} />
          ) : (
            <TableCell {...props} column={column} />
          )}
        </div>
      ))}
    </div>
  );
});

/** What can be done to the run. */
function RowTools({ row, name, baseline }: Pick<RunRowProps, 'row' | 'name' | 'baseline'>) {
  const actions = useActions();
  return (
    <span className="row-tools">
      <button
        type="button"
        title="Rename (e)"
        aria-label={`Rename ${name}`}
        onClick={() => actions.edit({ ref: refOf(row), field: 'name' })}
      >
        ✎
      </button>
      <button
        type="button"
        title={baseline === row ? 'No baseline (p)' : 'Hold the others against this run (p)'}
        aria-label={`Baseline ${name}`}
        aria-pressed={baseline === row}
        onClick={() => actions.baseline(row.ref)}
      >
        Δ
      </button>
      <button type="button" title="Delete (Del)" aria-label={`Delete ${name}`} onClick={() => actions.remove(row)}>
        ×
      </button>
    </span>
  );
}
