import type { Cell } from './cells.ts';

/** From the least to the greatest of some numbers. */
export interface NumberExtent {
  least: number;
  most: number;
  /** All above 0 and of very different size: easier to tell apart by their logarithms. */
  wide: boolean;
}

const WIDE = 100;

/** Of the finite numbers among cells; null where there is none. */
export function numberExtent(cells: readonly Cell[]): NumberExtent | null {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const cell of cells) {
    if (typeof cell !== 'number' || !Number.isFinite(cell)) continue;
    least = Math.min(least, cell);
    most = Math.max(most, cell);
  }
  return least > most ? null : { least, most, wide: least > 0 && most / least >= WIDE };
}
