import { valueAt } from './nearestPoints.ts';
import type { Band, ChartLine, LinePoints, RunStyle } from './types.ts';

/**
 * The drawn points as CSV: one row per point of each line and, as part `smooth`, of its smoothed line; values as JavaScript
 * reads them back exactly. Of groups the rows that have a band around them hold its ends and the number of runs.
 */
export function linesCsv(lines: readonly ChartLine[], runs: readonly RunStyle[], axis: string): string {
  const names = new Map(runs.map((run) => [run.id, run.name]));
  const isGrouped = lines.some(({ band }) => band !== null);
  const rows = [['run', 'name', 'metric', 'labels', 'part', axis, 'value', ...(isGrouped ? ['low', 'high', 'n'] : [])]];
  for (const { run, meta, raw, smooth, band } of lines) {
    const labels = Object.entries(meta.labels)
      .map(([name, text]) => `${name}=${text}`)
      .join(' ');
    const add = (part: string, points: LinePoints, around: Band | null): void => {
      const line = [run, names.get(run) ?? run, meta.metric, labels, part];
      for (let index = 0; index < points.x.length; index++)
        rows.push([
          ...line,
          String(points.x[index]),
          String(valueAt(points, index)),
          ...(isGrouped ? bandCells(around, index) : []),
        ]);
    };
    add('raw', raw, smooth === null ? band : null);
    if (smooth !== null) add('smooth', smooth, band);
  }
  return rows.map((row) => row.map(quoted).join(',')).join('\n');
}

function bandCells(band: Band | null, index: number): string[] {
  return band === null ? ['', '', ''] : [band.low, band.high, band.n].map((column) => String(column[index]));
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
