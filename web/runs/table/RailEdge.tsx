import { useRef } from 'react';
import { LEAST_WIDTH, type TableView } from '../tableView.ts';
import { useActions } from './useTableActions.ts';

const RAIL = 360;
const NEAR = 12;
const STEP = 40;
/** Charts narrower than this are none. */
const LEAST_CHARTS = 320;

/** The width that a rail of so many pixels has in the address: at its first width none, over the charts all. */
export function railWidth(pixels: number, page: number): TableView['width'] {
  if (pixels > page - LEAST_CHARTS) return 'full';
  const width = Math.max(LEAST_WIDTH, Math.round(pixels));
  return Math.abs(width - RAIL) < NEAR ? null : width;
}

interface RailEdgeProps {
  width: TableView['width'];
  /** Pixels while it is dragged; null: not any more. */
  onDrag: (pixels: number | null) => void;
}

/** The rail's right edge: drag it, or move it with the arrow keys. */
export function RailEdge({ width, onDrag }: RailEdgeProps) {
  const actions = useActions();
  const dragging = useRef(false);
  const pixels = width === 'full' ? window.innerWidth : (width ?? RAIL);
  const set = (wanted: number): void => actions.table({ width: railWidth(wanted, window.innerWidth) });
  const end = (): void => {
    dragging.current = false;
    onDrag(null);
  };
  return (
    <div
      className="rail-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the list of runs"
      aria-valuenow={pixels}
      aria-valuemin={LEAST_WIDTH}
      aria-valuemax={window.innerWidth}
      tabIndex={0}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        dragging.current = true;
      }}
      onPointerMove={(event) => dragging.current && onDrag(Math.max(LEAST_WIDTH, event.clientX))}
      onPointerUp={(event) => {
        if (dragging.current) set(event.clientX);
        end();
      }}
      onPointerCancel={end}
      onDoubleClick={() => actions.table({ width: null })}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowRight' ? STEP : event.key === 'ArrowLeft' ? -STEP : 0;
        if (by === 0) return;
        event.preventDefault();
        set(pixels + by);
      }}
    />
  );
}
