import type { RunRow } from '../../../shared/run.ts';
import type { CellOf } from '../cells.ts';
import type { Column } from '../columns.ts';
import type { EditedCell } from './tableActions.ts';

/** A run's line in the rail or in the table. */
export interface RunRowProps {
  row: RunRow;
  name: string;
  color: string;
  eye: boolean;
  marked: boolean;
  /** Its page is open; the keys stand on it; a chart points at it. */
  current: boolean;
  focused: boolean;
  pointed: boolean;
  /** Pixels from the top of the rows, and the place among them. */
  top: number;
  index: number;
  depth: number;
  baseline: RunRow | null;
  columns: readonly Column[];
  /** The metric that the rail's head names. */
  primary: string | null;
  /** How many of the columns stay when the others are scrolled. */
  pinned: number;
  cellOf: CellOf;
  editing: EditedCell['field'] | null;
  spark: number[] | undefined;
  /** Unix seconds. */
  now: number;
  search: string;
}

export function rowClasses(
  props: Pick<RunRowProps, 'current' | 'focused' | 'pointed' | 'eye' | 'marked'>,
  base = 'rail-row',
): string {
  const { current, focused, pointed, eye, marked } = props;
  // From the run that is open the keys go on anyway.
  return [
    base,
    current && 'current',
    focused && !current && 'focused',
    pointed && 'pointed',
    eye && 'on',
    marked && 'marked',
  ]
    .filter(Boolean)
    .join(' ');
}
