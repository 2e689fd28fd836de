import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { XAxis } from '../../shared/series.ts';
import { pageTimers } from '../api/throttle.ts';
import { type Drag, draggedRange, isClick } from './draggedRange.ts';
import { setCursor, setHighlightedRun, tellPointClick } from './hoverSync.ts';
import { type NearPoint, nearestPoints } from './nearestPoints.ts';
import { type PlotScale, placesOf, toValueX } from './plotScale.ts';
import type { ChartLine } from './types.ts';

const MOST_NEAR = 5;
const HIGHLIGHT_WITHIN = 24;
/** For so long (ms) a click may be the first of two. */
const SECOND_CLICK = 300;
/** The browser hands a move over with the frame that is to show it: what is left for later comes a frame late. */
const showNow = flushSync;

interface Place {
  x: number;
  y: number;
}

/** The points that a tooltip tells of, and where the pointer was. */
export interface Near {
  points: NearPoint[];
  at: Place;
}

export interface PlotPointerOptions {
  lines: readonly ChartLine[];
  scale: PlotScale;
  syncKey: string;
  axis: XAxis;
  zoomed: boolean;
  /** A range to show while it is being dragged; null when that is over. */
  onPreview: (range: [number, number] | null) => void;
  onZoom: (zoom: [number, number] | null) => void;
}

/** What the pointer does on a plot: tells of the nearest points, drags a range, pans with Shift, pins with a click. */
export function usePlotPointer({ lines, scale, syncKey, axis, zoomed, onPreview, onZoom }: PlotPointerOptions) {
  const [at, setAt] = useState<Place | null>(null);
  const [pin, setPin] = useState<Near | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const telling = useTelling(axis, zoomed);
  const hovered = useMemo<Near | null>(() => {
    const points = at === null ? [] : nearestPoints(lines, at, scale, MOST_NEAR);
    return at === null || points.length === 0 ? null : { points, at };
  }, [at, lines, scale]);
  const pointedAt = hovered === null || drag !== null ? null : runPointedAt(hovered);
  useHighlight(at !== null, pointedAt);

  const handlers = {
    onPointerMove(event: PointerEvent<HTMLElement>): void {
      const at = placeIn(event);
      if (drag === null) {
        setCursor(syncKey, toValueX(scale, at.x));
        showNow(() => setAt(at));
        return;
      }
      setDrag({ ...drag, to: at.x });
      if (drag.pan) onPreview(rangeOf({ ...drag, to: at.x }, scale));
    },
    onPointerLeave: (): void => unpoint(syncKey, setAt),
    onPointerDown(event: PointerEvent<HTMLElement>): void {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag(beginDrag(event, scale));
    },
    onPointerUp(): void {
      if (drag === null) return;
      setDrag(null);
      onPreview(null);
      if (!isClick(drag)) {
        unpoint(syncKey, setAt);
        onZoom(rangeOf(drag, scale));
        return;
      }
      setPin(pin === null ? hovered : null);
      telling.tell(hovered);
    },
    onPointerCancel(): void {
      setDrag(null);
      onPreview(null);
    },
    onDoubleClick(): void {
      telling.stop();
      onZoom(null);
    },
  };
  const brush = drag !== null && !drag.pan && !isClick(drag) ? drag : null;
  return {
    handlers,
    /** What the tooltip tells of: the pinned points, else those under the pointer. */
    near: pin ?? (drag === null ? hovered : null),
    pinned: pin !== null,
    unpin: () => setPin(null),
    brush,
  };
}

/** After a drag, too: until the pointer moves again another x lies under it. */
function unpoint(syncKey: string, setAt: (at: null) => void): void {
  setCursor(syncKey, null);
  setHighlightedRun(null);
  setAt(null);
}

function useHighlight(isPointing: boolean, run: string | null): void {
  useEffect(() => {
    if (isPointing) setHighlightedRun(run);
  }, [isPointing, run]);
}

/** Tells of a click on a point; in a zoomed chart when no second one follows, as two clicks mean to see all of it again. */
function useTelling(axis: XAxis, zoomed: boolean) {
  const cancel = useRef<(() => void) | null>(null);
  const stop = (): void => cancel.current?.();
  useEffect(() => () => cancel.current?.(), []);
  const tell = (near: Near | null): void => {
    const [nearest] = near?.points ?? [];
    stop();
    if (nearest === undefined) return;
    const point = { run: nearest.line.run, metric: nearest.line.meta.metric, axis, x: nearest.x };
    if (zoomed) cancel.current = pageTimers.after(SECOND_CLICK, () => tellPointClick(point));
    else tellPointClick(point);
  };
  return { tell, stop };
}

/** On a log axis a drag chooses from the logarithms. */
function rangeOf(drag: Drag, { width, logX }: PlotScale): [number, number] {
  const [low, high] = draggedRange(drag, width);
  return logX ? [2 ** low, 2 ** high] : [low, high];
}

function runPointedAt({ points, at }: Near): string | null {
  const [first] = points;
  return first?.pixel && Math.abs(first.pixel.y - at.y) < HIGHLIGHT_WITHIN ? first.line.run : null;
}

function beginDrag(event: PointerEvent<HTMLElement>, scale: PlotScale): Drag {
  const { x } = placeIn(event);
  return { from: x, to: x, pan: event.shiftKey, shown: placesOf(scale) };
}

function placeIn(event: PointerEvent<HTMLElement>): Place {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
