/** Pixels of a row of cards with the gap below it. */
export const CARD_ROW = 248;

/** Which rows of cards are on the screen or close to it: [first, end). */
export function rowsOnScreen(
  top: number,
  viewport: { height: number; margin: number },
  row: number,
  rows: number,
): [number, number] {
  const first = Math.floor((-top - viewport.margin) / row);
  const end = Math.ceil((viewport.height - top + viewport.margin) / row);
  return [Math.min(rows, Math.max(0, first)), Math.min(rows, Math.max(0, end))];
}
