import { useEffect, useRef } from 'react';
import type { XAxis } from '../../shared/series.ts';
import { xExtent } from './chartModel.ts';
import { steadyEnd } from './steadyEnd.ts';
import type { ChartLine } from './types.ts';

export type Range = [number, number];

/** A range that lines are asked for, and the axis that it lies on. */
export interface AskedRange {
  axis: XAxis;
  range: Range;
  /** It moves on with the lines. */
  passing: boolean;
}

const SETTLED_AFTER = 2_000;

/**
 * The range of a chart that shows everything: all points, with a little room behind lines that grow.
 *
 * Lines that are asked for without a range are thinned by columns of their own length, which are not the chart's columns
 * when another run is longer. Nothing is lost by that, but a point may stand a pixel beside its place; so once the runs
 * have stayed as they are for a while, or grow, the chart is told to ask for exactly what it shows, and from then on at once when that moves.
 *
 * @param axis the lines' own. @param steady whether there may be room behind the last point. @param open whether the chart
 * shows everything, rather than a zoom. @param width of the plot area, in device pixels.
 */
export function useShownRange(
  lines: readonly ChartLine[],
  { axis, steady, open, width }: { axis: XAxis; steady: boolean; open: boolean; width: number },
  asked: AskedRange | null,
  onAsk: (asked: AskedRange) => void,
): Range | null {
  const extent = xExtent(lines);
  const grows = useGrows(lines, axis, extent?.[1] ?? null);
  const from = extent?.[0] ?? null;
  const to = extent !== null && grows && steady ? steadyEnd(extent, width) : (extent?.[1] ?? null);
  const isUneven = lines.some(({ meta }) => meta.method === 'm4' && (meta.x_min !== from || meta.x_max !== to));
  const isSettled = asked?.axis === axis;
  useEffect(() => {
    if (!open || from === null || to === null || !(isUneven || isSettled)) return;
    const ask = (): void => onAsk({ axis, range: [from, to], passing: grows });
    const timer = setTimeout(ask, isSettled || grows ? 0 : SETTLED_AFTER);
    return () => clearTimeout(timer);
  }, [axis, open, isUneven, isSettled, grows, from, to, onAsk]);
  const held = useRef<Range | null>(null);
  if (from === null || to === null) held.current = null;
  else if (held.current?.[0] !== from || held.current[1] !== to) held.current = [from, to];
  return held.current;
}

/** Whether the same lines have been seen to reach further than before. */
function useGrows(lines: readonly ChartLine[], axis: XAxis, end: number | null): boolean {
  const key = JSON.stringify([axis, ...lines.map((line) => line.key)]);
  const held = useRef({ key, end, grows: false });
  const { current } = held;
  if (current.key !== key) held.current = { key, end, grows: false };
  else if (end !== current.end) held.current = { key, end, grows: current.grows || (end ?? 0) > (current.end ?? 0) };
  return held.current.grows;
}
