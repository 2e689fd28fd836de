import { useEffectEvent, useLayoutEffect, useRef } from 'react';
import type { LogLine } from '../../shared/logs.ts';
import type { LogWindow } from './logWindow.ts';

/** What scrolls the rows. It goes on for some frames after it was called, to a row that it knows by index. */
interface Scroller {
  scrollToEnd(): void;
  scrollToIndex(index: number, how: { align: 'center' }): void;
}

/** Longer than a scroller takes to come to rest. */
const FRAMES_TO_REST = 10;

/**
 * Scrolls to the line of each jump once. Rows that come in front while it is under way move that line to another index, so
 * that it is scrolled to anew.
 */
export function useGoToTarget(scroller: Scroller, rows: readonly LogLine[], target: LogWindow['target']): void {
  const framesLeft = useRef(0);
  const go = useEffectEvent(() => {
    if (target.line === Number.POSITIVE_INFINITY) scroller.scrollToEnd();
    else if (target.serial > 0) {
      const index = rows.findIndex((line) => line.number >= target.line);
      scroller.scrollToIndex(index === -1 ? rows.length - 1 : index, { align: 'center' });
    }
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each jump.
  useLayoutEffect(() => {
    go();
    framesLeft.current = FRAMES_TO_REST;
    const rest = (): void => {
      if (--framesLeft.current > 0) frame = requestAnimationFrame(rest);
    };
    let frame = requestAnimationFrame(rest);
    return () => cancelAnimationFrame(frame);
  }, [target.serial]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when rows have come in front.
  useLayoutEffect(() => {
    if (framesLeft.current > 0 && target.line !== Number.POSITIVE_INFINITY) go();
  }, [rows[0]?.number]);
}
