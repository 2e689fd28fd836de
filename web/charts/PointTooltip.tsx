import { useEffect, useLayoutEffect, useRef } from 'react';
import type { XAxis } from '../../shared/series.ts';
import { formatNumber, fullNumber } from '../ui/formatNumber.ts';
import type { AnnotationMark } from './annotationMarks.ts';
import { type LineStyle, lineStyles, swatchBackground } from './lineStyles.ts';
import type { NearPoint } from './nearestPoints.ts';
import type { PlotScale } from './plotScale.ts';
import { distanceX, fullX } from './ticks.ts';
import type { ChartLine, RunStyle } from './types.ts';
import type { Near } from './usePlotPointer.ts';

interface PointTooltipProps {
  near: Near;
  /** All lines of the chart, in the order in which they are drawn. */
  lines: readonly ChartLine[];
  runs: readonly RunStyle[];
  scale: PlotScale;
  axis: XAxis;
  footer: string;
  /** Annotations at the pointer. */
  notes: readonly AnnotationMark[];
  pinned: boolean;
  onUnpin: () => void;
  onOpenPoint?: ((point: { run: string; x: number }) => void) | undefined;
}

const GAP = 14;
const EDGE = 8;

/** The nearest points with their full values. Pinned, its text can be selected and its rows lead to the point. */
export function PointTooltip(props: PointTooltipProps) {
  const { near, lines, runs, scale, axis, footer, notes, pinned, onUnpin, onOpenPoint } = props;
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (box.current !== null) keepOnScreen(box.current, near.at);
  });
  useEffect(() => {
    if (!pinned) return;
    const key = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      onUnpin();
    };
    window.addEventListener('keydown', key, true);
    return () => window.removeEventListener('keydown', key, true);
  }, [pinned, onUnpin]);
  const [first] = near.points;
  if (first === undefined) return null;
  const byId = new Map(runs.map((run) => [run.id, run]));
  const others = lines.length - near.points.length;
  // A pinned one may list a line that is not there any more.
  const styles = lineStyles([...lines, ...near.points.map(({ line }) => line)], byId);
  return (
    <div ref={box} className={pinned ? 'plot-tooltip pinned' : 'plot-tooltip'} role="tooltip">
      <div className="plot-tooltip-head">
        {fullX(axis, first.x)}
        {stageAt(first) !== null && <span className="plot-tooltip-stage">{stageAt(first)}</span>}
        {pinned && (
          <button type="button" className="plot-tooltip-close" aria-label="Unpin (Esc)" onClick={onUnpin}>
            ×
          </button>
        )}
      </div>
      {near.points.map((point) => (
        <Row
          key={point.line.key}
          axis={axis}
          point={point}
          style={styles.get(point.line.key) as LineStyle}
          elsewhere={point.x === first.x ? null : distanceX(axis, point.x - first.x)}
          outside={!Number.isFinite(point.value) || (point.pixel !== null && isOutside(point.pixel.y, scale))}
          onOpen={pinned ? onOpenPoint : undefined}
        />
      ))}
      {notes.map(({ run, x, text }) => (
        <div key={`${run} ${x} ${text}`} className="plot-tooltip-annotation">
          <span style={{ color: byId.get(run)?.color }}>⚑</span> <bdi>{text}</bdi>
        </div>
      ))}
      {others > 0 && <div className="plot-tooltip-note">{others === 1 ? '1 more line' : `${others} more lines`}</div>}
      <div className="plot-tooltip-note">{footer}</div>
    </div>
  );
}

interface RowProps {
  axis: XAxis;
  point: NearPoint;
  style: LineStyle;
  /** How far the point lies from the x of the tooltip's head, where it does. */
  elsewhere: string | null;
  outside: boolean;
  onOpen: ((point: { run: string; x: number }) => void) | undefined;
}

function Row({ axis, point, style, elsewhere, outside, onOpen }: RowProps) {
  const { line, value, smooth, spread, x } = point;
  const { name } = style;
  return (
    <div className="plot-tooltip-row">
      <span className="plot-swatch" style={{ background: swatchBackground(style) }} />
      {onOpen === undefined ? (
        <bdi className="plot-tooltip-name">{name}</bdi>
      ) : (
        <button type="button" className="plot-tooltip-name" onClick={() => onOpen({ run: line.run, x })}>
          {name}
        </button>
      )}
      <span className="plot-tooltip-value">
        {fullNumber(value)}
        {outside && <span title="outside the y-range"> ↕</span>}
      </span>
      {spread !== null && (
        <span className="plot-tooltip-aside" title={`${fullNumber(spread.low)} … ${fullNumber(spread.high)}`}>
          {formatNumber(spread.low)} … {formatNumber(spread.high)} · N {spread.n}
        </span>
      )}
      {smooth !== null && <span className="plot-tooltip-aside">≈ {formatNumber(smooth)}</span>}
      {elsewhere !== null && (
        <span className="plot-tooltip-aside" title={fullX(axis, x)}>
          Δ {elsewhere}
        </span>
      )}
    </div>
  );
}

function isOutside(pixel: number, scale: PlotScale): boolean {
  return pixel < 0 || pixel > scale.height;
}

function stageAt({ line, x }: NearPoint): string | null {
  return line.meta.stages.findLast((stage) => stage.x <= x)?.stage ?? null;
}

/** Right of the pointer, or left of it where there is no room; never beyond the window. */
function keepOnScreen(box: HTMLElement, at: { x: number; y: number }): void {
  const parent = box.offsetParent?.getBoundingClientRect();
  if (parent === undefined) return;
  const { offsetWidth: width, offsetHeight: height } = box;
  const right = parent.left + at.x + GAP + width;
  const left = right <= window.innerWidth - EDGE ? at.x + GAP : Math.max(EDGE - parent.left, at.x - GAP - width);
  const lowest = window.innerHeight - EDGE - parent.top - height;
  box.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.min(at.y + GAP, lowest))}px)`;
}
