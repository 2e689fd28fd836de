import { type PointerEvent, useCallback, useMemo, useRef, useState } from 'react';
import type { RunRow } from '../../shared/run.ts';
import { highlightedRun, setHighlightedRun } from '../charts/hoverSync.ts';
import { themeColor } from '../charts/themeColors.ts';
import { useRunCanvas } from '../charts/useRunCanvas.ts';
import { type Brush, inBrushes } from '../runs/brushes.ts';
import type { CellOf } from '../runs/cells.ts';
import { type Axis, type AxisSettings, axisOf } from './axes.ts';
import { drawParallel } from './drawParallel.ts';
import { ParallelAxis } from './ParallelAxis.tsx';
import { lackingPlaces, nearestLine, parallelGeometry, placeMatrix } from './parallelLines.ts';
import { useWidth } from './useWidth.ts';

interface ParallelPlotProps {
  /** All runs that could be chosen: brushes only make the others faint. */
  rows: readonly RunRow[];
  settings: readonly AxisSettings[];
  cellOf: CellOf;
  titleOf: (column: string) => string;
  nameOf: (row: RunRow) => string;
  colorOf: (row: RunRow) => string;
  brushes: readonly Brush[];
  onBrush: (column: string, brush: Brush | null, settled: boolean) => void;
  onSettings: (settings: AxisSettings[]) => void;
  onOpen: (id: string) => void;
}

const HEIGHT = 280;
const REACH = 6;

/** A line a run through one axis a value. */
export function ParallelPlot(props: ParallelPlotProps) {
  const { rows, settings, cellOf, titleOf, nameOf, colorOf, brushes, onBrush, onSettings, onOpen } = props;
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  const axes = useMemo(
    () => settings.map((one) => axisOf(one, rows, cellOf)).filter((axis): axis is Axis => axis !== null),
    [settings, rows, cellOf],
  );
  const matrix = useMemo(() => placeMatrix(rows, axes, cellOf), [rows, axes, cellOf]);
  const lacking = useMemo(() => lackingPlaces(matrix), [matrix]);
  const geometry = useMemo(() => parallelGeometry(axes.length, width, HEIGHT), [axes.length, width]);
  const kept = useMemo(
    () => Uint8Array.from(rows, (row) => Number(inBrushes(brushes, row, cellOf))),
    [rows, brushes, cellOf],
  );
  const colors = useMemo(() => rows.map(colorOf), [rows, colorOf]);
  const draw = useCallback(
    (pen: CanvasRenderingContext2D, ratio: number) => {
      const highlighted = rows.findIndex(({ ref }) => ref === highlightedRun());
      const faint = themeColor('var(--border)');
      drawParallel(pen, { matrix, geometry, kept, colors: colors.map(themeColor), highlighted, faint, ratio });
    },
    [rows, matrix, geometry, kept, colors],
  );
  const canvas = useRunCanvas(width, HEIGHT, draw);
  const [at, setAt] = useState<{ x: number; y: number; name: string } | null>(null);
  const runAt = (event: PointerEvent<HTMLElement>): RunRow | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    return rows[
      nearestLine(matrix, geometry, { x: event.clientX - box.left, y: event.clientY - box.top }, kept, REACH)
    ];
  };
  const point = (event: PointerEvent<HTMLElement>): void => {
    const run = runAt(event);
    const box = event.currentTarget.getBoundingClientRect();
    setHighlightedRun(run?.ref ?? null);
    setAt(run === undefined ? null : { x: event.clientX - box.left, y: event.clientY - box.top, name: nameOf(run) });
  };
  const change = (index: number, next: AxisSettings | null): void =>
    onSettings(settings.flatMap((one, i) => (i !== index ? [one] : next === null ? [] : [next])));
  return (
    <div className="parallel" ref={host} style={{ height: HEIGHT }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={labelOf(
          axes.map(({ column }) => titleOf(column)),
          rows.length,
          kept,
        )}
      />
      <div
        className="parallel-lines"
        onPointerMove={point}
        onPointerLeave={() => {
          setHighlightedRun(null);
          setAt(null);
        }}
        onPointerUp={(event) => {
          const run = runAt(event);
          if (run !== undefined) onOpen(run.ref);
        }}
      />
      {axes.map((axis, i) => {
        const index = settings.findIndex(({ column }) => column === axis.column);
        const own = settings[index];
        return own === undefined ? null : (
          <ParallelAxis
            key={axis.column}
            axis={axis}
            title={titleOf(axis.column)}
            x={geometry.x[i] ?? 0}
            geometry={geometry}
            lacking={lacking[i] ?? 0}
            brush={brushes.find(({ column }) => column === axis.column) ?? null}
            settings={own}
            onSettings={(next) => change(index, next)}
            onMove={(by) => onSettings(moved(settings, index, by))}
            onRemove={() => change(index, null)}
            onBrush={(brush, settled) => onBrush(axis.column, brush, settled)}
          />
        );
      })}
      {at !== null && (
        <span
          className="parallel-name"
          style={at.x > width / 2 ? { right: width - at.x + 12, top: at.y - 24 } : { left: at.x + 12, top: at.y - 24 }}
        >
          <bdi>{at.name}</bdi>
        </span>
      )}
    </div>
  );
}

function labelOf(titles: string[], runs: number, kept: Uint8Array): string {
  const chosen = kept.reduce((sum, one) => sum + one, 0);
  return `Parallel coordinates of ${titles.join(', ')}: ${chosen} of ${runs} runs chosen`;
}

/** The list with one entry moved, within its ends. */
export function moved<T>(list: readonly T[], from: number, by: number): T[] {
  const next = [...list];
  const [entry] = next.splice(from, 1);
  if (entry !== undefined) next.splice(Math.max(0, Math.min(next.length, from + by)), 0, entry);
  return next;
}
