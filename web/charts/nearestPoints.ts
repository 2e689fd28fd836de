import { type PlotScale, toPixelY } from './plotScale.ts';
import type { ChartLine } from './types.ts';
import { nearestIndex } from './yRange.ts';

/** A point of a line near the cursor. */
export interface NearPoint {
  line: ChartLine;
  x: number;
  /** The value as logged; NaN, ±Infinity where the flag says so. */
  raw: number;
  smooth: number | null;
  /** Pixels from the pointer, down. */
  distance: number;
}

/** Per line the point nearest in x, the lines nearest to the pointer first. */
export function nearestPoints(
  lines: readonly ChartLine[],
  x: number,
  pixelY: number | null,
  scale: PlotScale,
): NearPoint[] {
  const found: NearPoint[] = [];
  for (const line of lines) {
    const at = nearestIndex(line.raw, x);
    if (at < 0) continue;
    const flag = line.raw.flag[at] as number;
    const raw =
      flag === 0
        ? (line.raw.y[at] as number)
        : flag === 1
          ? Number.NaN
          : flag === 2
            ? Number.POSITIVE_INFINITY
            : Number.NEGATIVE_INFINITY;
    const smoothAt = line.smooth === null ? -1 : nearestIndex(line.smooth, line.raw.x[at] as number);
    const smooth = smoothAt < 0 ? null : (line.smooth?.y[smoothAt] as number);
    const height = toPixelY(scale, smooth ?? raw);
    const distance = pixelY === null || !Number.isFinite(height) ? Number.POSITIVE_INFINITY : Math.abs(height - pixelY);
    found.push({ line, x: line.raw.x[at] as number, raw, smooth, distance });
  }
  return found.sort((a, b) => a.distance - b.distance || (a.line.key < b.line.key ? -1 : 1));
}
