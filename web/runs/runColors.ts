import type { RunRow } from '../../shared/run.ts';
import { runStyle } from '../charts/runColor.ts';
import { viridis } from '../charts/viridis.ts';
import type { CellOf } from './cells.ts';
import { numberExtent } from './numberExtent.ts';

/** A run's own colour, that of its number. */
export function ownColor({ number }: Pick<RunRow, 'number'>): string {
  return `var(--run-${runStyle(number).index})`;
}

/**
 * Colours by the values of a column: a share of the way from the least to the greatest (of their logarithms where all are
 * positive and span a factor of 100), texts evenly spread. A run without the value is grey.
 */
export function colorsBy(column: string, rows: readonly RunRow[], cellOf: CellOf): (row: RunRow) => string {
  const cells = rows.map((row) => cellOf(row, column));
  const texts = [...new Set(cells.filter((cell) => typeof cell === 'string'))].sort();
  if (texts.length > 0) {
    const last = Math.max(1, texts.length - 1);
    return (row) => {
      const at = texts.indexOf(String(cellOf(row, column)));
      return viridis(at < 0 ? null : at / last);
    };
  }
  const extent = numberExtent(cells);
  if (extent === null) return () => viridis(null);
  const place = extent.wide ? Math.log : (value: number) => value;
  const low = place(extent.least);
  const span = place(extent.most) - low;
  return (row) => {
    const cell = cellOf(row, column);
    if (typeof cell !== 'number' || !Number.isFinite(cell)) return viridis(null);
    return viridis(span > 0 ? (place(cell) - low) / span : 0.5);
  };
}
