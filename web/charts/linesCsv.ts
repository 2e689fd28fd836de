import { valueAt } from './nearestPoints.ts';
import type { ChartLine, RunStyle } from './types.ts';

/** The drawn points as CSV: one row per point, values as JavaScript reads them back exactly. */
export function linesCsv(lines: readonly ChartLine[], runs: readonly RunStyle[], axis: string): string {
  const names = new Map(runs.map((run) => [run.id, run.name]));
  const rows = [['run', 'name', 'metric', 'labels', axis, 'value']];
  for (const { run, meta, raw } of lines) {
    const labels = Object.entries(meta.labels)
      .map(([name, text]) => `${name}=${text}`)
      .join(' ');
    for (let index = 0; index < raw.x.length; index++)
      rows.push([run, names.get(run) ?? run, meta.metric, labels, String(raw.x[index]), String(valueAt(raw, index))]);
  }
  return rows.map((row) => row.map(quoted).join(',')).join('\n');
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
