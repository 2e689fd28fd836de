/** More points than this in one chart take longer to send and to draw than anybody waits. */
const MOST_POINTS = 1_000_000;
const POINTS_PER_COLUMN = 4;
const FEWEST = 64;

/** Pixel columns that a chart of so many runs asks for: all of them up to 250 runs on 1,000 pixels, then wider ones. */
export function affordableColumns(columns: number, runs: number): number {
  return Math.min(columns, Math.max(FEWEST, Math.floor(MOST_POINTS / POINTS_PER_COLUMN / Math.max(1, runs))));
}
