import { nanHeights } from './drawMarks.ts';
import type { PlotScale } from './plotScale.ts';
import type { ChartLine } from './types.ts';

/** Shares of the plot's height where a note may stand, the first the best. */
const PLACES = [0.5, 0.25, 0.75];
/** So many CSS pixels from a mark both can be read. */
const APART = 16;

/** Where a note in the plot covers no mark of NaN, from the top in CSS pixels; where each place has one, the farthest from any. */
export function noteHeight(lines: readonly ChartLine[], scale: PlotScale): number {
  const taken = lines.flatMap(({ raw }) => [...nanHeights(raw, scale, 1)]);
  const places = PLACES.map((share) => {
    const height = share * scale.height;
    return { height, room: Math.min(APART, ...taken.map((other) => Math.abs(other - height))) };
  });
  const most = Math.max(...places.map(({ room }) => room));
  return places.find(({ room }) => room === most)?.height ?? 0;
}
