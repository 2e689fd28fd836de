import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react';
import { highlightedRun, onCursor, setCursor, setHighlightedRun } from './hoverSync.ts';
import { type NearPoint, nearestPoints } from './nearestPoints.ts';
import { PointTooltip } from './PointTooltip.tsx';
import { type PlotScale, toPixelX, toValueX } from './plotScale.ts';
import type { ChartLine, ChartRun } from './types.ts';

interface PlotOverlayProps {
  lines: readonly ChartLine[];
  runs: readonly ChartRun[];
  scale: PlotScale;
  syncKey: string;
  formatX: (x: number) => string;
  onZoom: (zoom: [number, number] | null) => void;
  onOpenPoint?: ((point: { run: string; x: number }) => void) | undefined;
}

const NEAREST = 5;
const LEAST_DRAG = 4;

interface Drag {
  from: number;
  to: number;
  pan: boolean;
  zoom: [number, number];
}

/** Pointer, crosshair and tooltip over the plot. Moving the pointer renders this component only; the crosshair moves in every chart of the group. */
export function PlotOverlay({ lines, runs, scale, syncKey, formatX, onZoom, onOpenPoint }: PlotOverlayProps) {
  const hair = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState<NearPoint[]>([]);
  const [pinned, setPinned] = useState(false);
  const [drag, setDrag] = useState<Drag | null>(null);

  useEffect(
    () =>
      onCursor(syncKey, (x) => {
        if (hair.current === null) return;
        const pixel = x === null ? -1 : toPixelX(scale, x);
        hair.current.style.transform = `translateX(${Math.round(pixel)}px)`;
        hair.current.style.visibility = pixel >= 0 && pixel <= scale.width ? 'visible' : 'hidden';
      }),
    [syncKey, scale],
  );

  const place = (event: ReactPointerEvent): { x: number; y: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const move = (event: ReactPointerEvent): void => {
    const at = place(event);
    if (drag !== null) {
      setDrag({ ...drag, to: at.x });
      return;
    }
    setCursor(syncKey, toValueX(scale, at.x));
    if (pinned) return;
    const points = nearestPoints(lines, toValueX(scale, at.x), at.y, scale);
    setNear(points.slice(0, NEAREST));
    setHighlightedRun(
      runs.length > 1 && (points[0]?.distance ?? Number.POSITIVE_INFINITY) < 24 ? (points[0]?.line.run ?? null) : null,
    );
  };
  const leave = (): void => {
    setCursor(syncKey, null);
    if (pinned) return;
    setNear([]);
    if (highlightedRun() !== null) setHighlightedRun(null);
  };
  const press = (event: ReactPointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { x } = place(event);
    setDrag({ from: x, to: x, pan: event.shiftKey, zoom: scale.x });
  };
  const release = (): void => {
    if (drag === null) return;
    setDrag(null);
    if (Math.abs(drag.to - drag.from) < LEAST_DRAG) {
      const first = near[0];
      if (first !== undefined) onOpenPoint?.({ run: first.line.run, x: first.x });
      setPinned(!pinned);
      return;
    }
    const [a, b] = [toValueX(scale, drag.from), toValueX(scale, drag.to)];
    onZoom(drag.pan ? [drag.zoom[0] + a - b, drag.zoom[1] + a - b] : [Math.min(a, b), Math.max(a, b)]);
  };

  return (
    <div
      className="plot-overlay"
      onPointerMove={move}
      onPointerLeave={leave}
      onPointerDown={press}
      onPointerUp={release}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => onZoom(null)}
    >
      <div ref={hair} className="plot-hair" />
      {drag !== null && !drag.pan && (
        <div
          className="plot-brush"
          style={{ left: Math.min(drag.from, drag.to), width: Math.abs(drag.to - drag.from) }}
        />
      )}
      {near.length > 0 && drag === null && (
        <PointTooltip
          near={near}
          runs={runs}
          scale={scale}
          pinned={pinned}
          formatX={formatX}
          hidden={lines.length - near.length}
        />
      )}
    </div>
  );
}
