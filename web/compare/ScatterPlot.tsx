import { type PointerEvent, useCallback, useMemo, useRef, useState } from 'react';
import type { RunRow } from '../../shared/run.ts';
import { ChartFrame, FRAME } from '../charts/ChartFrame.tsx';
import { highlightedRun, setHighlightedRun } from '../charts/hoverSync.ts';
import { themeColor } from '../charts/themeColors.ts';
import { useRunCanvas } from '../charts/useRunCanvas.ts';
import type { Cell, CellOf } from '../runs/cells.ts';
import { fieldKind } from '../runs/columns.ts';
import { plural } from '../ui/formatCount.ts';
import { formatNumber } from '../ui/formatNumber.ts';
import { axisOf, valueText } from './axes.ts';
import { columnTitle } from './columnTitle.ts';
import { nearestPoint, type ScatterPoint, scatterAxis, scatterPoints } from './scatterPoints.ts';
import { useWidth } from './useWidth.ts';

interface ScatterPlotProps {
  rows: readonly RunRow[];
  /** Columns across and up. */
  x: string;
  y: string;
  cellOf: CellOf;
  nameOf: (row: RunRow) => string;
  colorOf: (row: RunRow) => string;
  onOpen: (id: string) => void;
}

const HEIGHT = 300;
const REACH = 12;

/** A point a run, at two of its values. */
export function ScatterPlot({ rows, x, y, cellOf, nameOf, colorOf, onOpen }: ScatterPlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  const plot = useMemo(
    () => ({ width: Math.max(0, width - FRAME.left - FRAME.right), height: HEIGHT - FRAME.top - FRAME.bottom }),
    [width],
  );
  const axes = useMemo(() => {
    const across = axisOf({ column: x, log: null, inverted: false }, rows, cellOf);
    const up = axisOf({ column: y, log: null, inverted: false }, rows, cellOf);
    return across === null || up === null ? null : ([across, up] as const);
  }, [x, y, rows, cellOf]);
  const points = useMemo(
    () => (axes === null ? [] : scatterPoints(rows, axes, cellOf, plot)),
    [rows, axes, cellOf, plot],
  );
  const draw = useCallback(
    (pen: CanvasRenderingContext2D, ratio: number) => {
      pen.scale(ratio, ratio);
      drawScatter(pen, points, colorOf);
    },
    [points, colorOf],
  );
  const canvas = useRunCanvas(plot.width, plot.height, draw);
  const [near, setNear] = useState<ScatterPoint | null>(null);
  const pointAt = (event: PointerEvent<HTMLElement>): ScatterPoint | null => {
    const box = event.currentTarget.getBoundingClientRect();
    return nearestPoint(points, { x: event.clientX - box.left, y: event.clientY - box.top }, REACH);
  };
  const frame = axes === null ? null : ([scatterAxis(axes[0]), scatterAxis(axes[1])] as const);
  return (
    <div className="scatter" ref={host} style={{ height: HEIGHT }}>
      {frame === null && <p className="card-note">No run has both values.</p>}
      {frame !== null && width > 0 && (
        <>
          <ChartFrame
            width={width}
            height={HEIGHT}
            x={frame[0].domain}
            y={frame[1].domain}
            logX={frame[0].log}
            logY={frame[1].log}
            xTicks={frame[0].ticks}
            yTicks={frame[1].ticks}
          />
          <div
            className="plot"
            style={{ left: FRAME.left, top: FRAME.top, width: plot.width, height: plot.height }}
            onPointerMove={(event) => {
              const point = pointAt(event);
              setNear(point);
              setHighlightedRun(point?.row.ref ?? null);
            }}
            onPointerLeave={() => {
              setNear(null);
              setHighlightedRun(null);
            }}
            onPointerUp={(event) => {
              const point = pointAt(event);
              if (point !== null) onOpen(point.row.ref);
            }}
          >
            <canvas
              ref={canvas}
              role="img"
              aria-label={`${columnTitle(y)} against ${columnTitle(x)} of ${points.length} runs`}
            />
            {near !== null && (
              <div className="scatter-tip" style={{ transform: `translate(${near.x + 10}px, ${near.y + 10}px)` }}>
                <bdi>{nameOf(near.row)}</bdi>
                <span>
                  {columnTitle(x)} {cellText(x, cellOf(near.row, x))} · {columnTitle(y)}{' '}
                  {cellText(y, cellOf(near.row, y))}
                </span>
              </div>
            )}
          </div>
        </>
      )}
      {points.length < rows.length && frame !== null && (
        <p className="scatter-note">{plural(rows.length - points.length, 'run')} without both values</p>
      )}
    </div>
  );
}

function cellText(column: string, cell: Cell): string {
  if (typeof cell !== 'number') return String(cell);
  return fieldKind(column) === 'time' ? valueText(column, cell) : formatNumber(cell);
}

const RADIUS = 3.5;

function drawScatter(
  pen: CanvasRenderingContext2D,
  points: readonly ScatterPoint[],
  colorOf: (row: RunRow) => string,
): void {
  const highlighted = highlightedRun();
  const dot = ({ row, x, y }: ScatterPoint, radius: number): void => {
    pen.fillStyle = themeColor(colorOf(row));
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fill();
  };
  pen.globalAlpha = 0.8;
  for (const point of points) dot(point, RADIUS);
  pen.globalAlpha = 1;
  for (const point of points) if (point.row.ref === highlighted) dot(point, 1.7 * RADIUS);
}
