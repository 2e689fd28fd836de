import { useEffect } from 'react';
import { xExtent } from './chartModel.ts';
import type { ChartLine } from './types.ts';

export type Range = [number, number];

const SETTLED_AFTER = 2_000;

/**
 * Tells the range that open-ended lines should be asked for anew, or null. Without a range each line is thinned by
 * columns of its own length, which are not the chart's columns when another run is longer. Nothing is lost by that, but
 * a point may stand a pixel beside its place; so once the runs stay as they are, the chart asks for exactly what it shows.
 *
 * @param open whether the chart shows everything, rather than a zoom.
 */
export function useSettledRange(
  lines: readonly ChartLine[],
  open: boolean,
  onRange: (range: Range | null) => void,
): void {
  const extent = open ? xExtent(lines) : null;
  const [from, to] = extent ?? [null, null];
  const isUneven =
    extent !== null && lines.some(({ meta }) => meta.method === 'm4' && (meta.x_min !== from || meta.x_max !== to));
  useEffect(() => {
    if (!isUneven || from === null || to === null) return;
    const timer = setTimeout(() => onRange([from, to]), SETTLED_AFTER);
    return () => {
      clearTimeout(timer);
      onRange(null);
    };
  }, [isUneven, from, to, onRange]);
}
