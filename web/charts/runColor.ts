const COLORS = 8;
const DASHES: number[][] = [[], [6, 3], [2, 2]];

/** How a run is drawn: its number modulo 8 is the colour (`--run-<index>`), then dashed, then dotted. No filter changes it. */
export function runStyle(number: number): { index: number; dash: number[] } {
  const n = Math.max(0, Math.trunc(number));
  return { index: n % COLORS, dash: DASHES[Math.floor(n / COLORS) % DASHES.length] ?? [] };
}
