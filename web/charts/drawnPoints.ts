import { useEffect, useRef } from 'react';
import { pageValue } from '../ui/pageValue.ts';
import type { ChartLine } from './types.ts';

/** What the charts of the page draw, all together. */
export interface DrawnPoints {
  drawn: number;
  /** Whether some of it is thinned by M4. */
  sampled: boolean;
}

const NOTHING: DrawnPoints = { drawn: 0, sampled: false };
const charts = new Map<object, DrawnPoints>();
const total = pageValue(NOTHING);

/** Counts a chart's lines for as long as it is there. */
export function useCounted(lines: readonly ChartLine[]): void {
  const chart = useRef({});
  useEffect(() => {
    count(chart.current, lines.length === 0 ? null : drawnOf(lines));
  }, [lines]);
  useEffect(() => {
    const { current } = chart;
    return () => count(current, null);
  }, []);
}

export const useDrawnPoints = total.use;

export function drawnOf(lines: readonly ChartLine[]): DrawnPoints {
  return {
    drawn: lines.reduce((sum, { meta }) => sum + meta.drawn, 0),
    sampled: lines.some(({ meta }) => meta.method === 'm4'),
  };
}

function count(chart: object, points: DrawnPoints | null): void {
  if (points === null) charts.delete(chart);
  else charts.set(chart, points);
  const all = [...charts.values()];
  const drawn = all.reduce((sum, one) => sum + one.drawn, 0);
  const sampled = all.some((one) => one.sampled);
  const before = total.get();
  if (drawn !== before.drawn || sampled !== before.sampled) total.set({ drawn, sampled });
}
