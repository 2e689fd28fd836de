import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { ChartLine } from './types.ts';

/** What the charts of the page draw, all together. */
export interface DrawnPoints {
  drawn: number;
  /** Whether some of it is thinned by M4. */
  sampled: boolean;
}

const NOTHING: DrawnPoints = { drawn: 0, sampled: false };
const charts = new Map<object, DrawnPoints>();
const listeners = new Set<() => void>();
let total = NOTHING;

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

export function useDrawnPoints(): DrawnPoints {
  return useSyncExternalStore(listen, () => total);
}

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
  if (drawn === total.drawn && sampled === total.sampled) return;
  total = { drawn, sampled };
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
