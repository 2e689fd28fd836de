import { memo, useMemo } from 'react';
import type { XAxis } from '../../shared/series.ts';
import { ChartFrame, FRAME } from './ChartFrame.tsx';
import type { ChartModel } from './chartModel.ts';
import { noteHeight } from './noteHeight.ts';
import { PlotCanvas } from './PlotCanvas.tsx';
import { PlotOverlay } from './PlotOverlay.tsx';
import type { PlotScale } from './plotScale.ts';
import type { ChartLine, RunStyle } from './types.ts';

interface PlotProps {
  lines: readonly ChartLine[];
  runs: readonly RunStyle[];
  model: ChartModel;
  axis: XAxis;
  /** The plot area in CSS pixels. */
  width: number;
  height: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
  syncKey: string;
  label: string;
  honesty: string;
  /** Whether a double-click takes a zoom back. */
  zoomed: boolean;
  onPreview: (range: [number, number] | null) => void;
  onZoom: (zoom: [number, number] | null) => void;
  onOpenPoint?: ((point: { run: string; x: number }) => void) | undefined;
}

/** Frame, lines and what hovers over them, in layers of one geometry. */
export function Plot(props: PlotProps) {
  const { lines, runs, model, axis, width, height, ratio, syncKey, label, honesty } = props;
  const scale = useMemo<PlotScale>(
    () => ({ x: model.x, y: model.y, logX: model.logX, logY: model.logY, width, height }),
    [model, width, height],
  );
  return (
    <>
      <ChartFrame
        width={width + FRAME.left + FRAME.right}
        height={height + FRAME.top + FRAME.bottom}
        x={model.x}
        y={model.y}
        logX={model.logX}
        logY={model.logY}
        xTicks={model.xTicks}
        yTicks={model.yTicks}
      />
      <div className="plot" style={{ left: FRAME.left, top: FRAME.top, width, height }}>
        <PlotCanvas lines={lines} runs={runs} scale={scale} axis={axis} ratio={ratio} label={label} />
        <EdgeNotes model={model} lines={lines} scale={scale} />
        <PlotOverlay
          lines={lines}
          runs={runs}
          scale={scale}
          syncKey={syncKey}
          axis={axis}
          honesty={honesty}
          zoomed={props.zoomed}
          onPreview={props.onPreview}
          onZoom={props.onZoom}
          onOpenPoint={props.onOpenPoint}
        />
      </div>
    </>
  );
}

interface EdgeNotesProps {
  model: ChartModel;
  lines: readonly ChartLine[];
  scale: PlotScale;
}

/** How many points lie beyond an edge, or that there are none. */
const EdgeNotes = memo(function EdgeNotes({ model, lines, scale }: EdgeNotesProps) {
  const { clippedAbove, clippedBelow } = model.range;
  return (
    <>
      {model.isEmpty && (
        <span className="plot-note" style={{ top: noteHeight(lines, scale) }}>
          No finite point in this range
        </span>
      )}
      {clippedAbove > 0 && <span className="plot-clipped top">▲ {clippedAbove.toLocaleString('en-US')}</span>}
      {clippedBelow > 0 && <span className="plot-clipped bottom">▼ {clippedBelow.toLocaleString('en-US')}</span>}
    </>
  );
});
