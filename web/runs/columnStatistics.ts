import type { RunRow } from '../../shared/run.ts';
import type { CellOf } from './cells.ts';

/** A column over some runs. `mean` and `std` are over the finite numbers; NaN where there are none (std: fewer than two). */
export interface ColumnStatistics {
  /** Runs with a finite number. */
  n: number;
  mean: number;
  /** Sample standard deviation. */
  std: number;
  /** Different texts, and the one that all share, or null. Empty where cells are numbers. */
  texts: number;
  text: string | null;
}

/** Welford's algorithm, so that close values far from zero keep their digits. */
export function columnStatistics(rows: readonly RunRow[], column: string, cellOf: CellOf): ColumnStatistics {
  let [n, mean, squares] = [0, 0, 0];
  const texts = new Set<string>();
  for (const row of rows) {
    const cell = cellOf(row, column);
    if (typeof cell === 'string') texts.add(cell);
    if (typeof cell !== 'number' || !Number.isFinite(cell)) continue;
    n++;
    const delta = cell - mean;
    mean += delta / n;
    squares += delta * (cell - mean);
  }
  const [text] = texts;
  return {
    n,
    mean: n === 0 ? Number.NaN : mean,
    std: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)),
    texts: texts.size,
    text: texts.size === 1 && text !== undefined ? text : null,
  };
}
