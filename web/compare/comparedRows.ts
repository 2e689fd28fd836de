import type { RunRow } from '../../shared/run.ts';

/** More columns than this nobody compares by eye. */
export const MOST_COMPARED = 50;

/** The runs that are held against each other: those that are marked and the baseline, else those in the charts. */
export function comparedRows(
  rows: readonly RunRow[],
  marks: readonly string[],
  baseline: string | null,
  charted: readonly string[],
): RunRow[] {
  const byId = new Map(rows.map((row) => [row.ref, row]));
  const chosen = marks.length > 0 ? marks : charted;
  const wanted = baseline === null ? chosen : [baseline, ...chosen.filter((id) => id !== baseline)];
  return wanted.flatMap((id) => byId.get(id) ?? []).slice(0, MOST_COMPARED);
}
