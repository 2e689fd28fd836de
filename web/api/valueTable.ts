import type { RunRow } from '../../shared/run.ts';
import type { RunValues } from '../../shared/values.ts';
import { refOf } from './refOf.ts';

/** Statistics of metrics by run reference, with the versions that they belong to. */
export interface ValueTable {
  versions: ReadonlyMap<string, string>;
  /** By run, then by column. */
  cells: ReadonlyMap<string, ReadonlyMap<string, number | null>>;
}

/** More runs than this are asked for as all. */
const MOST_MOVED = 200;

/** Runs whose values are not of the version that the list shows; null where asking for all is cheaper. */
export function movedRuns({ versions }: ValueTable, rows: readonly RunRow[]): string[] | null {
  const moved: string[] = [];
  for (const row of rows) {
    const ref = refOf(row);
    if (versions.get(ref) === row.version) continue;
    if (moved.length === MOST_MOVED) return null;
    moved.push(ref);
  }
  return moved;
}

/** What was known with what the server answered in its place. */
export function mergeValues(known: ValueTable | undefined, { columns, rows }: RunValues): ValueTable {
  const versions = new Map(known?.versions);
  const cells = new Map(known?.cells);
  for (const { id, path, version, values } of rows) {
    const ref = refOf({ id, path });
    versions.set(ref, version);
    cells.set(ref, new Map(columns.map((column, i) => [column, values[i] ?? null])));
  }
  return { versions, cells };
}
