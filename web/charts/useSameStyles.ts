import { useRef } from 'react';
import type { ChartRun, RunStyle } from './types.ts';

/**
 * How the runs are drawn, the same list while they look the same: news of a run changes its version many times a second,
 * and what is drawn only when new points are there.
 */
export function useSameStyles(runs: readonly ChartRun[]): readonly RunStyle[] {
  const held = useRef<readonly RunStyle[]>(runs);
  if (held.current !== runs && !looksSame(held.current, runs)) held.current = runs;
  return held.current;
}

function looksSame(a: readonly RunStyle[], b: readonly RunStyle[]): boolean {
  return a.length === b.length && a.every((style, i) => isSameStyle(style, b[i]));
}

function isSameStyle(a: RunStyle, b: RunStyle | undefined): boolean {
  return (
    a.id === b?.id &&
    a.name === b.name &&
    a.color === b.color &&
    a.annotations === b.annotations &&
    JSON.stringify(a.bestEnds) === JSON.stringify(b.bestEnds) &&
    a.dash.join() === b.dash.join()
  );
}
