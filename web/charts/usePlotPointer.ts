import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
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
  const untell = useRef<(() => void) | null>(null);
  useEffect(() => () => untell.current?.(), []);
  const hovered = useMemo<Near | null>(() => {
    const points = at === null ? [] : nearestPoints(lines, at, scale, MOST_NEAR);
    return at === null || points.length === 0 ? null : { points, at };
  }, [at, lines, scale]);
  const pointedAt = hovered === null || drag !== null ? null : runPointedAt(hovered);
  useEffect(() => {
    if (at !== null) setHighlightedRun(pointedAt);
  }, [at, pointedAt]);

  const handlers = {
    onPointerMove(event: PointerEvent<HTMLElement>): void {
      const at = placeIn(event);
      if (drag === null) {
        setCursor(syncKey, toValueX(scale, at.x));
        setAt(at);
        return;
      }
      setDrag({ ...drag, to: at.x });
      if (drag.pan) onPreview(rangeOf({ ...drag, to: at.x }, scale));
    },
    onPointerLeave: (): void => unpoint(syncKey, setAt),
    onPointerDown(event: PointerEvent<HTMLElement>): void {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const { x } = placeIn(event);
      setDrag({ from: x, to: x, pan: event.shiftKey, shown: placesOf(scale) });
    },
    onPointerUp(): void {
      if (drag === null) return;
      setDrag(null);
      onPreview(null);
      if (isClick(drag)) {
        setPin(pin === null ? hovered : null);
        // In a zoomed chart the first of two clicks must not lead elsewhere: they mean to see all of it again.
        untell.current?.();
        const tell = (): void => tellClick(hovered, axis);
        if (zoomed) untell.current = pageTimers.after(SECOND_CLICK, tell);
        else tell();
        return;
      }
      unpoint(syncKey, setAt);
      onZoom(rangeOf(drag, scale));
    },
    onPointerCancel(): void {
      setDrag(null);
      onPreview(null);
    },
    onDoubleClick(): void {
      untell.current?.();
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

function tellClick(near: Near | null, axis: XAxis): void {
  const [nearest] = near?.points ?? [];
  if (nearest !== undefined)
    tellPointClick({ run: nearest.line.run, metric: nearest.line.meta.metric, axis, x: nearest.x });
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

function placeIn(event: PointerEvent<HTMLElement>): Place {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
