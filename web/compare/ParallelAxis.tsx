import { type PointerEvent, useRef } from 'react';
import type { Brush } from '../runs/brushes.ts';
import { plural } from '../ui/formatCount.ts';
import { AxisMenu } from './AxisMenu.tsx';
import { type Axis, type AxisSettings, brushAt, brushPlaces, placeOn } from './axes.ts';
import { type ParallelGeometry, placeAtY, yOf } from './parallelLines.ts';

interface ParallelAxisProps {
  axis: Axis;
  title: string;
  x: number;
  geometry: ParallelGeometry;
  /** Runs that have no place on the axis. */
  lacking: number;
  brush: Brush | null;
  settings: AxisSettings;
  onSettings: (settings: AxisSettings) => void;
  /** One place to the left or right; more when the title was dragged further. */
  onMove: (by: number) => void;
  onRemove: () => void;
  /** `settled` is false while a brush is being dragged. */
  onBrush: (brush: Brush | null, settled: boolean) => void;
}

const LEAST_DRAG = 4;
const SNAP = 4;

interface Drag {
  /** Place where the button went down, and how the brush lay when it was taken hold of (null: a new one). */
  from: number;
  held: [number, number] | null;
  y: number;
}

/** One axis: title, ticks, and a strip to brush on. A click on the strip takes the brush away. */
export function ParallelAxis(props: ParallelAxisProps) {
  const { axis, title, x, geometry, lacking, brush, settings, onSettings, onMove, onRemove, onBrush } = props;
  const drag = useRef<Drag | null>(null);
  const places = brush === null ? null : brushPlaces(axis, brush);
  const placeOf = (event: PointerEvent): number =>
    snapped(
      placeAtY(geometry, event.clientY - event.currentTarget.getBoundingClientRect().top + geometry.top),
      geometry,
    );
  const dragged = (event: PointerEvent, { from, held }: Drag): Brush | null => {
    const to = placeOf(event);
    return held === null ? brushAt(axis, from, to) : brushAt(axis, held[0] + to - from, held[1] + to - from);
  };
  const strip = {
    onPointerDown(event: PointerEvent<HTMLDivElement>): void {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const from = placeOf(event);
      const inside = places !== null && from >= places[0] && from <= places[1];
      drag.current = { from, held: inside ? places : null, y: event.clientY };
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>): void {
      if (drag.current !== null && Math.abs(event.clientY - drag.current.y) >= LEAST_DRAG)
        onBrush(dragged(event, drag.current), false);
    },
    onPointerUp(event: PointerEvent<HTMLDivElement>): void {
      if (drag.current === null) return;
      const isClick = Math.abs(event.clientY - drag.current.y) < LEAST_DRAG;
      onBrush(isClick ? null : dragged(event, drag.current), true);
      drag.current = null;
    },
    onPointerCancel(): void {
      drag.current = null;
      onBrush(brush, true);
    },
  };
  return (
    <div className="axis" style={{ left: x }}>
      <div className="axis-head">
        <AxisTitle title={title} onMove={onMove} gap={gapOf(geometry)} />
        <AxisMenu
          axis={axis}
          title={title}
          brush={brush}
          settings={settings}
          onSettings={onSettings}
          onMove={onMove}
          onRemove={onRemove}
          onBrush={(next) => onBrush(next, true)}
        />
      </div>
      <div
        className="axis-strip"
        style={{ top: geometry.top, height: geometry.bottom - geometry.top }}
        title="Drag to choose runs, click to choose all"
        {...strip}
      >
        {places !== null && (
          <div
            className="axis-brush"
            style={{ bottom: `${places[0] * 100}%`, height: `${(places[1] - places[0]) * 100}%` }}
          />
        )}
      </div>
      <AxisTicks axis={axis} geometry={geometry} />
      {lacking > 0 && (
        <span className="axis-tick" style={{ top: geometry.lane }} title={`${plural(lacking, 'run')} without a value`}>
          none
        </span>
      )}
    </div>
  );
}

/** Close to an end is the end: nobody hits it to the pixel. */
function snapped(place: number, { top, bottom }: ParallelGeometry): number {
  const near = SNAP / (bottom - top);
  return place < near ? 0 : place > 1 - near ? 1 : place;
}

/** Dragged sideways, a title takes its axis along. */
function AxisTitle({ title, gap, onMove }: { title: string; gap: number; onMove: (by: number) => void }) {
  const from = useRef<number | null>(null);
  return (
    <span
      className="axis-title"
      title={`${title}: drag to move the axis`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = event.clientX;
      }}
      onPointerUp={(event) => {
        const by = from.current === null || gap === 0 ? 0 : Math.round((event.clientX - from.current) / gap);
        from.current = null;
        if (by !== 0) onMove(by);
      }}
    >
      <bdi>{title}</bdi>
    </span>
  );
}

function gapOf({ x }: ParallelGeometry): number {
  return x.length > 1 ? x[1]! - x[0]! : 0;
}

const LEAST_ROOM = 12;

function AxisTicks({ axis, geometry }: { axis: Axis; geometry: ParallelGeometry }) {
  const ticks =
    axis.kind === 'number'
      ? axis.ticks.values.map((value, i) => ({ label: axis.ticks.labels[i] ?? '', place: placeOn(axis, value) }))
      : axis.texts.map((text) => ({ label: text, place: placeOn(axis, text) }));
  const stride = Math.ceil((ticks.length * LEAST_ROOM) / (geometry.bottom - geometry.top));
  return (
    <>
      {ticks.map(({ label, place }, i) =>
        place === null || i % stride > 0 ? null : (
          <span key={label} className="axis-tick" style={{ top: yOf(geometry, place) }}>
            <bdi>{label}</bdi>
          </span>
        ),
      )}
    </>
  );
}
