import { type PointerEvent, useState } from 'react';
import { type Drag, draggedRange, isClick } from './draggedRange.ts';
import { setCursor, setHighlightedRun } from './hoverSync.ts';
import { type NearPoint, nearestPoints } from './nearestPoints.ts';
import { type PlotScale, toValueX } from './plotScale.ts';
import type { ChartLine } from './types.ts';

const MOST_NEAR = 5;
const HIGHLIGHT_WITHIN = 24;

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
  /** A range to show while it is being dragged; null when that is over. */
  onPreview: (range: [number, number] | null) => void;
  onZoom: (zoom: [number, number] | null) => void;
}

/** What the pointer does on a plot: tells of the nearest points, drags a range, pans with Shift, pins with a click. */
export function usePlotPointer({ lines, scale, syncKey, onPreview, onZoom }: PlotPointerOptions) {
  const [near, setNear] = useState<Near | null>(null);
  const [pinned, setPinned] = useState(false);
  const [drag, setDrag] = useState<Drag | null>(null);

  function hover(at: Place): void {
    setCursor(syncKey, toValueX(scale, at.x));
    if (pinned) return;
    const points = nearestPoints(lines, at, scale, MOST_NEAR);
    setNear(points.length > 0 ? { points, at } : null);
    const [first] = points;
    const close = first?.pixel && Math.abs(first.pixel.y - at.y) < HIGHLIGHT_WITHIN;
    setHighlightedRun(close ? first.line.run : null);
  }

  const handlers = {
    onPointerMove(event: PointerEvent<HTMLElement>): void {
      const at = placeIn(event);
      if (drag === null) {
        hover(at);
        return;
      }
      setDrag({ ...drag, to: at.x });
      if (drag.pan) onPreview(draggedRange({ ...drag, to: at.x }, scale.width));
    },
    onPointerLeave(): void {
      setCursor(syncKey, null);
      setHighlightedRun(null);
      if (!pinned) setNear(null);
    },
    onPointerDown(event: PointerEvent<HTMLElement>): void {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const { x } = placeIn(event);
      setDrag({ from: x, to: x, pan: event.shiftKey, shown: scale.x });
    },
    onPointerUp(): void {
      if (drag === null) return;
      setDrag(null);
      onPreview(null);
      if (isClick(drag)) setPinned(!pinned && near !== null);
      else onZoom(draggedRange(drag, scale.width));
    },
    onPointerCancel(): void {
      setDrag(null);
      onPreview(null);
    },
    onDoubleClick(): void {
      onZoom(null);
    },
  };
  const unpin = (): void => {
    setPinned(false);
    setNear(null);
  };
  const brush = drag !== null && !drag.pan && !isClick(drag) ? drag : null;
  return { handlers, near: drag === null ? near : null, pinned, unpin, brush };
}

function placeIn(event: PointerEvent<HTMLElement>): Place {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
