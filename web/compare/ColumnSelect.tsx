import { columnTitle } from './columnTitle.ts';

interface ColumnSelectProps {
  label: string;
  value: string;
  columns: readonly string[];
  /** What stands where nothing is chosen. */
  none?: string;
  onColumn: (column: string) => void;
}

/** A column of the run table, chosen by its name. */
export function ColumnSelect({ label, value, columns, none, onColumn }: ColumnSelectProps) {
  const all = value === '' || columns.includes(value) ? columns : [value, ...columns];
  return (
    <select
      className="column-select"
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onColumn(event.target.value)}
    >
      {none !== undefined && <option value="">{none}</option>}
      {all.map((column) => (
        <option key={column} value={column}>
          {columnTitle(column)}
        </option>
      ))}
    </select>
  );
}
