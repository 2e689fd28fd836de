/** The run table's part of a view. Columns are named as the query language names fields, and `last:`, `min:`, `max:` before a metric. */
export interface TableView {
  /** Pixels of the rail; `full` covers the charts, null is the rail as it is at first. */
  width: number | 'full' | null;
  /** Columns that are shown, in their order; null shows what varies between the runs. */
  columns: string[] | null;
  /** Columns that stay when the others are scrolled. */
  pinned: string[];
  /** What sorts first comes first; without any, live runs and the newest do. */
  sort: SortKey[];
  widths: ColumnWidth[];
  /** Several columns that make groups nest; false: they make one group for each combination. */
  nested: boolean;
  /** Runs in their folders. */
  tree: boolean;
  /** Groups and folders that are closed; with `*` everything is closed but these. */
  closed: string[];
}

/** A column whose width was changed, in pixels. */
export interface ColumnWidth {
  column: string;
  width: number;
}

export interface SortKey {
  column: string;
  descending: boolean;
}

export const TABLE_PARAMETERS = ['w', 'cols', 'col', 'pincol', 'cw', 'sort', 'flat', 'tree', 'shut'] as const;
export const LEAST_WIDTH = 240;
export const LEAST_COLUMN = 40;

export function parseTableView(query: URLSearchParams): TableView {
  return {
    width: parseWidth(query.get('w') ?? ''),
    columns: query.has('cols') ? query.getAll('col') : null,
    pinned: query.getAll('pincol'),
    sort: query.getAll('sort').filter(isSort).map(parseSort),
    widths: query.getAll('cw').flatMap(parseColumnWidth),
    nested: query.get('flat') !== '1',
    tree: query.get('tree') === '1',
    closed: query.getAll('shut'),
  };
}

/** Puts what is not at its default into the address. */
export function printTableView(table: TableView, query: URLSearchParams): void {
  if (table.width !== null) query.set('w', String(table.width));
  if (table.columns !== null) {
    query.set('cols', '');
    for (const name of table.columns) query.append('col', name);
  }
  for (const name of table.pinned) query.append('pincol', name);
  for (const { column, descending } of table.sort) query.append('sort', `${descending ? '-' : '+'}${column}`);
  for (const { column, width } of table.widths) query.append('cw', `${width}:${column}`);
  if (!table.nested) query.set('flat', '1');
  if (table.tree) query.set('tree', '1');
  for (const name of table.closed) query.append('shut', name);
}

function parseWidth(text: string): TableView['width'] {
  if (text === 'full') return 'full';
  return /^\d{1,5}$/.test(text) && Number(text) >= LEAST_WIDTH ? Number(text) : null;
}

function parseColumnWidth(text: string): ColumnWidth[] {
  const [, width, column] = /^(\d{1,4}):(.+)$/s.exec(text) ?? [];
  return column === undefined || Number(width) < LEAST_COLUMN ? [] : [{ column, width: Number(width) }];
}

function isSort(text: string): boolean {
  return /^[+-]./s.test(text);
}

function parseSort(text: string): SortKey {
  return { column: text.slice(1), descending: text.startsWith('-') };
}
