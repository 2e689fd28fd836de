import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { LogPlace } from '../../shared/logs.ts';
import type { OwnAxis, XAxis } from '../../shared/series.ts';
import { logPlaceQuery } from '../api/queries.ts';
import { onPointClick, pinCursor } from '../charts/hoverSync.ts';
import type { MarkedLine } from '../logs/LogView.tsx';
import { parseTied, printTied, type Tied, tiedQuery, tieText } from './logTie.ts';
import { useParam } from './useParam.ts';

const AXES: readonly OwnAxis[] = ['step', 'relstep', 'wall', 'relative'];

export interface LogTie {
  /** What was clicked last, a line or a point; null when nothing was. */
  tied: Tied | null;
  /** The line that the log shows for it. */
  mark: MarkedLine | null;
  /** What is known of it, in words. */
  text: string | null;
  onLine: (line: number) => void;
  clear: () => void;
}

/**
 * Ties the log of a run to its charts, both ways: a clicked line puts the crosshair of every chart there, a clicked point chooses
 * the line. What was clicked stands in the address. `onPoint` is called when a point was clicked, `onPlace` when the place of a line is
 * known that was: not when the address names one.
 */
export function useLogTie(run: string, onPoint: () => void, onPlace: (x: LogPlace['x']) => void): LogTie {
  const [param, setParam] = useParam('at');
  const tied = useMemo(() => (param === null ? null : parseTied(param)), [param]);
  const wanted = useMemo(() => (tied === null ? {} : tiedQuery(tied)), [tied]);
  const { data: place, error } = useQuery({ ...logPlaceQuery(run, wanted), enabled: tied !== null });
  const clicked = useEffectEvent((point: { run: string; metric: string; axis: XAxis; x: number }) => {
    // On the axis of a metric a place is no moment.
    const axis = AXES.find((name) => name === point.axis);
    if (point.run !== run || axis === undefined) return;
    setParam(printTied({ kind: 'point', axis, x: point.x, metric: point.metric }));
    onPoint();
  });
  useEffect(() => onPointClick((point) => clicked(point)), []);
  useEffect(() => {
    if (tied === null || place === undefined) return;
    for (const axis of AXES) pinCursor(axis, tied.kind === 'point' && tied.axis === axis ? tied.x : place.x[axis]);
    return () => {
      for (const axis of AXES) pinCursor(axis, null);
    };
  }, [tied, place]);
  const clickedLine = useRef<string | null>(null);
  const [clicks, setClicks] = useState(0);
  const placed = useEffectEvent(onPlace);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a line that is clicked again is looked for again
  useEffect(() => {
    if (place === undefined || clickedLine.current !== param) return;
    clickedLine.current = null;
    placed(place.x);
  }, [place, param, clicks]);
  const line = place?.line ?? null;
  const [given] = useState(param);
  return {
    tied,
    mark: useMemo(
      () => (line === null || param === null ? null : { line, key: param, isGiven: param === given }),
      [line, param, given],
    ),
    text: error?.message ?? (tied === null || place === undefined ? null : tieText(tied, place)),
    onLine: useCallback(
      (next: number) => {
        clickedLine.current = printTied({ kind: 'line', line: next });
        setClicks((count) => count + 1);
        setParam(clickedLine.current);
      },
      [setParam],
    ),
    clear: useCallback(() => setParam(null), [setParam]),
  };
}
