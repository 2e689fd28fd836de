import type { RunRow } from '../../shared/run.ts';
import { runName } from './runName.ts';

/** What each of the runs is called; where several would be called the same, their numbers tell them apart. */
export function runNames(rows: readonly RunRow[], varying: readonly string[]): (row: RunRow) => string {
  const count = new Map<string, number>();
  for (const row of rows) {
    const name = runName(row, varying);
    count.set(name, (count.get(name) ?? 0) + 1);
  }
  return (row) => {
    const name = runName(row, varying);
    return (count.get(name) ?? 0) > 1 ? `${row.display_id} ${name}` : name;
  };
}
