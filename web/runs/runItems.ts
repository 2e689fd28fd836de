import type { RunRow } from '../../shared/run.ts';
import { type Cell, type CellOf, compareCells } from './cells.ts';
import { columnStatistics } from './columnStatistics.ts';
import { groupBy } from './groupBy.ts';
import type { SortKey } from './tableView.ts';

/** One line of the table: a run, or the head of a group or folder with everything below it. */
export type TableItem = RunItem | GroupItem;

export interface RunItem {
  kind: 'run';
  key: string;
  depth: number;
  row: RunRow;
}

export interface GroupItem {
  kind: 'group';
  /** Stands in the address where the group is closed. */
  key: string;
  depth: number;
  folder: string | null;
  /** Columns and the cells that all runs of the group share; empty for a folder. */
  shared: { column: string; cell: Cell }[];
  rows: RunRow[];
  open: boolean;
}

export interface ItemsQuery {
  /** In the order of the sort. */
  rows: readonly RunRow[];
  sort: readonly SortKey[];
  group: readonly string[];
  /** Whether several columns nest or make one group for each combination. */
  nested: boolean;
  tree: boolean;
  closed: readonly string[];
  cellOf: CellOf;
}

/** In `closed`: everything is closed but what else is named. */
export const ALL_CLOSED = '*';

export function isOpen(key: string, closed: readonly string[]): boolean {
  return closed.includes(ALL_CLOSED) === closed.includes(key);
}

/** The lines of the table from top to bottom: folders, in them groups, in them runs. */
export function tableItems(query: ItemsQuery): TableItem[] {
  const items: TableItem[] = [];
  const nodes = query.tree ? [folderTree(query)] : [groupNode('', query.rows, query)];
  for (const { children, own } of nodes) {
    for (const child of children) addNode(child, 0, query, items);
    addRuns(own, 0, items);
  }
  return items;
}

interface Node {
  key: string;
  folder: string | null;
  shared: { column: string; cell: Cell }[];
  rows: RunRow[];
  children: Node[];
  /** Runs that stand directly below it. */
  own: RunRow[];
}

function addNode(node: Node, depth: number, query: ItemsQuery, items: TableItem[]): void {
  const { key, folder, shared, rows } = node;
  const open = isOpen(key, query.closed);
  items.push({ kind: 'group', key, depth, folder, shared, rows, open });
  if (!open) return;
  for (const child of node.children) addNode(child, depth + 1, query, items);
  addRuns(node.own, depth + 1, items);
}

function addRuns(rows: readonly RunRow[], depth: number, items: TableItem[]): void {
  for (const row of rows) items.push({ kind: 'run', key: row.ref, depth, row });
}

/** Rows by the cells of the columns: level by level, or by all columns at once. */
function groupNode(prefix: string, rows: readonly RunRow[], query: ItemsQuery): Pick<Node, 'children' | 'own'> {
  const levels = query.nested ? query.group.map((column) => [column]) : [query.group];
  const children = query.group.length === 0 ? [] : split(rows, levels, [prefix], query);
  return { children, own: children.length === 0 ? [...rows] : [] };
}

/** A group that holds one group only is one with it. */
function split(
  rows: readonly RunRow[],
  [columns, ...levels]: readonly (readonly string[])[],
  above: readonly string[],
  query: ItemsQuery,
): Node[] {
  if (columns === undefined) return [];
  const textOf = (row: RunRow): string => columns.map((column) => cellText(query.cellOf(row, column))).join('\n');
  const nodes = [...groupBy(rows, textOf)].map(([text, members]): Node => {
    const path = [...above, text];
    const children = split(members, levels, path, query);
    const shared = columns.map((column) => ({ column, cell: query.cellOf(members[0] as RunRow, column) }));
    const [only] = children;
    if (children.length === 1 && only !== undefined) return { ...only, shared: [...shared, ...only.shared] };
    const own = children.length === 0 ? members : [];
    return { key: JSON.stringify(path), folder: null, shared, rows: members, children, own };
  });
  return sorted(nodes, query);
}

/** Numbers and texts that look alike are apart, and a missing cell is a group of its own. */
function cellText(cell: Cell): string {
  return cell === null ? '' : typeof cell === 'number' ? String(cell) : JSON.stringify(cell);
}

/** Groups by their mean in the sorted column (by their first cell where it holds no numbers); unsorted by what they share. */
function sorted(nodes: Node[], { sort, cellOf }: ItemsQuery): Node[] {
  const [first] = sort;
  if (first === undefined) return nodes.sort((a, b) => compareShared(a, b));
  const placed = nodes.map((node) => {
    const { n, mean } = columnStatistics(node.rows, first.column, cellOf);
    return { node, cell: n > 0 ? mean : cellOf(node.rows[0] as RunRow, first.column) };
  });
  return placed.sort((a, b) => compareCells(a.cell, b.cell, first.descending)).map(({ node }) => node);
}

function compareShared(a: Node, b: Node): number {
  for (const [i, { cell }] of a.shared.entries()) {
    const order = compareCells(cell, b.shared[i]?.cell ?? null, false);
    if (order !== 0) return order;
  }
  return compareCells(a.folder, b.folder, false);
}

/** Runs in their folders. A folder that holds one folder only is one with it. */
function folderTree(query: ItemsQuery): Pick<Node, 'children' | 'own'> {
  const build = (rows: readonly RunRow[], path: string): Pick<Node, 'children' | 'own'> => {
    const isHere = (row: RunRow): boolean => row.path === path;
    const below = groupBy(
      rows.filter((row) => !isHere(row)),
      (row) => row.path.slice(path === '' ? 0 : path.length + 1).split('/', 1)[0] as string,
    );
    const folders = [...below].map(([name, members]): Node => {
      const inner = path === '' ? name : `${path}/${name}`;
      const { children, own } = build(members, inner);
      const [only] = children;
      if (children.length === 1 && only !== undefined && only.folder !== null && own.length === 0)
        return { ...only, folder: `${name}/${only.folder}` };
      return { key: `${inner}/`, folder: name, shared: [], rows: members, children, own };
    });
    const here = groupNode(path, rows.filter(isHere), query);
    return { children: [...sorted(folders, query), ...here.children], own: here.own };
  };
  return build(query.rows, '');
}
