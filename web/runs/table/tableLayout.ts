import type { Column } from '../columns.ts';

/** Where columns stand: marks, eyes, names, those that are pinned, and the others. */
export interface TableLayout {
  /** Of grid-template-columns. */
  template: string;
  /** Left edge of each column that stays, in pixels: marks, eyes, names, then the pinned. */
  lefts: number[];
  /** Pixels. */
  width: number;
}

export const MARK_WIDTH = 24;
export const EYE_WIDTH = 28;

/** @param pinned how many of the columns stay when the others are scrolled. */
export function tableLayout(columns: readonly Pick<Column, 'width'>[], pinned: number, name: number): TableLayout {
  const widths = [MARK_WIDTH, EYE_WIDTH, name, ...columns.map(({ width }) => width)];
  const lefts: number[] = [];
  let width = 0;
  for (const [i, one] of widths.entries()) {
    if (i < 3 + pinned) lefts.push(width);
    width += one;
  }
  // What is left of the width goes to a column of its own, so that none is wider than it was made.
  return { template: `${widths.map((one) => `${one}px`).join(' ')} minmax(0, 1fr)`, lefts, width };
}

/** Pixels of a rail below which there is no room for columns: the short list takes their place. */
export const LEAST_TABLE = 480;

export function isTable(width: number | 'full' | null): boolean {
  return width === 'full' || (width !== null && width >= LEAST_TABLE);
}
