import { useEffect, useMemo, useRef } from 'react';
import type { XAxis } from '../../shared/series.ts';
import { type AnnotationMark, annotationMarks } from './annotationMarks.ts';
import { cursorOf, onCursor } from './hoverSync.ts';
import type { NearPoint } from './nearestPoints.ts';
import { PointTooltip } from './PointTooltip.tsx';
import { type PlotScale, toPixelX, toPixelY } from './plotScale.ts';
import type { ChartLine, RunStyle } from './types.ts';
import { usePlotPointer } from './usePlotPointer.ts';

interface PlotOverlayProps {
  lines: readonly ChartLine[];
  runs: readonly RunStyle[];
  scale: PlotScale;
  syncKey: string;
  axis: XAxis;
  honesty: string;
  /** Whether a double-click takes a zoom back. */
  zoomed: boolean;
  onPreview: (range: [number, number] | null) => void;
  onZoom: (zoom: [number, number] | null) => void;
  onOpenPoint?: ((point: { run: string; x: number }) => void) | undefined;
}

/** Pointer, crosshair and tooltip in front of the plot. Moving the pointer renders this component and no other. */
export function PlotOverlay(props: PlotOverlayProps) {
  const { lines, runs, scale, axis, honesty, syncKey, onOpenPoint } = props;
  const { handlers, near, pinned, unpin, brush } = usePlotPointer(props);
  const marks = useMemo(
    () => annotationMarks(lines, new Map(runs.map((run) => [run.id, run])), axis),
    [lines, runs, axis],
  );
  const notes = near === null ? [] : notesAt(marks, near.at.x, scale);
  const colors = new Map(runs.map((run) => [run.id, run.color]));
  return (
    <>
      <div className="plot-overlay" {...handlers}>
        <Crosshair scale={scale} syncKey={syncKey} />
        {brush !== null && (
          <div
            className="plot-brush"
            style={{ left: Math.min(brush.from, brush.to), width: Math.abs(brush.to - brush.from) }}
          />
        )}
        {near?.points.map((point) => (
          <Dot key={point.line.key} point={point} scale={scale} color={colors.get(point.line.run)} />
        ))}
      </div>
      {near !== null && (
        <PointTooltip
          near={near}
          lines={lines}
          runs={runs}
          scale={scale}
          axis={axis}
          footer={honesty}
          notes={notes}
          pinned={pinned}
          onUnpin={unpin}
          onOpenPoint={onOpenPoint}
        />
      )}
    </>
  );
}

const NOTE_WITHIN = 6;
const MOST_NOTES = 4;

/** Annotations whose flag is under the pointer. */
function notesAt(marks: readonly AnnotationMark[], pixel: number, scale: PlotScale): AnnotationMark[] {
  return marks.filter(({ x }) => Math.abs(toPixelX(scale, x) - pixel) <= NOTE_WITHIN).slice(0, MOST_NOTES);
}

/** Where a point of the tooltip lies now: a pinned one may have been zoomed away. */
function Dot({ point, scale, color }: { point: NearPoint; scale: PlotScale; color: string | undefined }) {
  const [x, y] = [toPixelX(scale, point.x), toPixelY(scale, point.smooth ?? point.value)];
  if (!(x >= 0 && x <= scale.width && y >= 0 && y <= scale.height)) return null;
  return <span className="plot-dot" style={{ transform: `translate(${x}px, ${y}px)`, background: color }} />;
}

/** The vertical at the pointer's x, in every chart of the group; moved without a render. */
function Crosshair({ scale, syncKey }: { scale: PlotScale; syncKey: string }) {
  const hair = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = (x: number | null): void => {
      if (hair.current === null) return;
      const pixel = x === null ? -1 : toPixelX(scale, x);
      hair.current.style.transform = `translateX(${Math.round(pixel)}px)`;
      hair.current.style.visibility = pixel >= 0 && pixel <= scale.width ? 'visible' : 'hidden';
    };
    place(cursorOf(syncKey));
    return onCursor(syncKey, place);
  }, [syncKey, scale]);
  return <div ref={hair} className="plot-hair" />;
}
