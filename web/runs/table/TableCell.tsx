import { bestEndIn } from '../../../shared/bestEndIn.ts';
import type { RunRow } from '../../../shared/run.ts';
import { refOf } from '../../api/refOf.ts';
import { bestEndOfColumn, judged } from '../bestEndOfColumn.ts';
import type { CellOf } from '../cells.ts';
import { cellText, deltaText } from '../cellText.ts';
import type { Column } from '../columns.ts';
import { metricOfColumn } from '../metricOfColumn.ts';
import { CellEditor } from './CellEditor.tsx';
import type { EditedCell } from './tableActions.ts';
import { useActions } from './useTableActions.ts';

interface TableCellProps {
  row: RunRow;
  name: string;
  column: Column;
  cellOf: CellOf;
  baseline: RunRow | null;
  editing: EditedCell['field'] | null;
  now: number;
}

/** What stands in a cell: a status, tags, a value with what it is more or less than the baseline's. */
export function TableCell({ row, name, column, cellOf, baseline, editing, now }: TableCellProps) {
  const { kind } = column;
  if (kind === 'status') return <span className={`cell-status ${row.status}`}>{row.status}</span>;
  if (kind === 'tags' || kind === 'notes')
    return <TypedCell row={row} name={name} field={kind} isEdited={editing === kind} />;
  const cell = cellOf(row, column.name);
  const { text, full } = cellText(cell, kind, now);
  const metric = metricOfColumn(row, column.name);
  const end = metric === null ? bestEndOfColumn(column.name, row) : bestEndIn(metric, row);
  const title = metric === null ? full : `${metric}: ${full}`;
  const isHeld = baseline !== null && baseline !== row && metricOfColumn(baseline, column.name) === metric;
  const held = isHeld ? cellOf(baseline, column.name) : null;
  const delta = kind === 'number' || kind === 'duration' ? deltaText(cell, held) : null;
  const isOther = (kind === 'setting' || kind === 'text') && baseline !== null && baseline !== row && cell !== held;
  return (
    <>
      <span className={isOther ? 'cell-text other' : 'cell-text'} title={title}>
        <bdi>{text}</bdi>
        {metric !== null && metric !== column.metric && <bdi className="cell-metric">{metric}</bdi>}
      </span>
      {delta !== null && (
        <span className={`cell-delta ${judged(Number(cell) - Number(held), end)}`} title={delta.full}>
          {delta.text}
        </span>
      )}
    </>
  );
}

interface TypedCellProps {
  row: RunRow;
  name: string;
  field: 'tags' | 'notes';
  isEdited: boolean;
}

/** Tags or notes: a click edits them. */
function TypedCell({ row, name, field, isEdited }: TypedCellProps) {
  const actions = useActions();
  if (isEdited) return <CellEditor row={row} field={field} name={name} />;
  const isEmpty = field === 'tags' ? row.tags.length === 0 : row.notes === null;
  return (
    <button
      type="button"
      className={isEmpty ? 'cell-typed empty' : 'cell-typed'}
      aria-label={`Edit ${field} of ${name}`}
      title={isEmpty ? `Add ${field}` : field === 'tags' ? row.tags.join(', ') : (row.notes ?? '')}
      onClick={() => actions.edit({ ref: refOf(row), field })}
    >
      {field === 'tags' &&
        row.tags.map((tag) => (
          <bdi key={tag} className="cell-tag">
            {tag}
          </bdi>
        ))}
      {field === 'notes' && <bdi>{row.notes}</bdi>}
      {isEmpty && <span aria-hidden="true">+</span>}
    </button>
  );
}
