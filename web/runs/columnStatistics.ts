import { meanOf, sampleStd } from '../../shared/groupStatistics.ts';
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

export function columnStatistics(rows: readonly RunRow[], column: string, cellOf: CellOf): ColumnStatistics {
  const numbers: number[] = [];
  const texts = new Set<string>();
  for (const row of rows) {
    const cell = cellOf(row, column);
    if (typeof cell === 'string') texts.add(cell);
    else if (cell !== null && Number.isFinite(cell)) numbers.push(cell);
  }
  const [text] = texts;
  return {
    n: numbers.length,
    mean: numbers.length === 0 ? Number.NaN : meanOf(numbers),
    std: numbers.length < 2 ? Number.NaN : sampleStd(numbers),
    texts: texts.size,
    text: texts.size === 1 && text !== undefined ? text : null,
  };
}
