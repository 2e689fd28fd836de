import type { RunRow } from '../../shared/run.ts';

/**
 * The runs that the charts draw: those with an eye. A group is made of all runs in the list, as ten eyes would cut seeds off;
 * where somebody chose eyes, of those.
 */
export function drawnRows(
  { rows, shown, eyes }: { rows: readonly RunRow[]; shown: readonly RunRow[]; eyes: ReadonlySet<string> },
  { group, eyes: chosen }: { group: readonly string[]; eyes: readonly string[] | null },
): readonly RunRow[] {
  if (group.length === 0) return rows.filter(({ ref }) => eyes.has(ref));
  return chosen === null ? shown : shown.filter(({ ref }) => eyes.has(ref));
}
