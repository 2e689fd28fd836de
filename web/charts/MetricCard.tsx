import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import './charts.css';
import type { SeriesQuery } from './batchedLoader.ts';
import { ChartFrame, FRAME } from './ChartFrame.tsx';
import { ChartTools } from './ChartTools.tsx';
import { chartLabel, chartModel, honestyText } from './chartModel.ts';
import { PlotCanvas } from './PlotCanvas.tsx';
import { PlotOverlay } from './PlotOverlay.tsx';
import type { PlotScale } from './plotScale.ts';
import type { ChartRun, ChartView } from './types.ts';
import { useOnScreen } from './useOnScreen.ts';
import { useSeries } from './useSeries.ts';

export interface MetricCardProps {
  metric: string;
  title?: string;
  runs: ChartRun[];
  view: ChartView;
  onView: (change: Partial<ChartView>) => void;
  height?: number;
  /** Charts of one key share crosshair and zoom. */
  syncKey: string;
  onOpenPoint?: (point: { run: string; x: number }) => void;
}

/** One metric of some runs: a title, a plot, and on hover what can be done with it. */
export function MetricCard({
  metric,
  title,
  runs,
  view: shared,
  onView,
  height = 240,
  syncKey,
  onOpenPoint,
}: MetricCardProps) {
  const [own, setOwn] = useState<Partial<Pick<ChartView, 'logY' | 'outliers'>>>({});
  const [full, setFull] = useState(false);
  const view = useMemo(() => ({ ...shared, ...own }), [shared, own]);
  const body = useRef<HTMLDivElement>(null);
  const { visible, width, height: bodyHeight } = useOnScreen(body);
  const plotWidth = Math.max(0, width - FRAME.left - FRAME.right);
  const query = useMemo<SeriesQuery | null>(() => {
    if (plotWidth < 16) return null;
    const pixels = Math.min(8192, Math.round(plotWidth * (window.devicePixelRatio || 1)));
    return {
      x: view.x,
      from: view.zoom?.[0] ?? null,
      to: view.zoom?.[1] ?? null,
      width: pixels,
      smoothing: view.smoothing,
    };
  }, [plotWidth, view.x, view.zoom, view.smoothing]);
  const { lines, query: answered, loading, error } = useSeries(metric, runs, query, visible);
  // Until the new axis' points are there the old picture stays as it was.
  const shown = useMemo(
    () => (answered !== null && answered.x !== view.x ? { ...view, x: answered.x, zoom: null } : view),
    [answered, view],
  );
  const model = useMemo(() => chartModel(lines, shown, plotWidth), [lines, shown, plotWidth]);
  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'f') setFull(!full);
    else if (event.key === 'Escape' && full) setFull(false);
    else if (event.key === 'l') setOwn({ ...own, logY: !view.logY });
    else if (event.key === 'o') setOwn({ ...own, outliers: !view.outliers });
    else if (event.key === 'r') onView({ zoom: null });
    else return;
    event.stopPropagation();
  };
  const name = title ?? metric;
  return (
    <section
      className={full ? 'card full' : 'card'}
      style={full ? undefined : { height }}
      tabIndex={0}
      aria-label={name}
      data-metric={metric}
      onKeyDown={keys}
    >
      <header className="card-head">
        <h3 className="card-title" title={metric}>
          {name}
        </h3>
        <ChartTools
          view={view}
          full={full}
          onOwn={(change) => setOwn({ ...own, ...change })}
          onView={onView}
          onFull={() => setFull(!full)}
        />
      </header>
      {loading && <div className="card-progress" role="progressbar" aria-label="Loading" />}
      <div className="card-body" ref={body}>
        {visible && model !== null && width > 0 && (
          <ChartFrame {...model} y={[model.range.low, model.range.high]} width={width} height={bodyHeight}>
            {(area) => {
              const scale: PlotScale = {
                x: model.x,
                y: [model.range.low, model.range.high],
                logY: model.logY,
                width: area.width,
                height: area.height,
              };
              return (
                <div className="plot">
                  <PlotCanvas lines={lines} runs={runs} scale={scale} label={chartLabel(name, lines, runs)} />
                  <PlotOverlay
                    lines={lines}
                    runs={runs}
                    scale={scale}
                    syncKey={syncKey}
                    formatX={model.formatX}
                    onZoom={(zoom) => onView({ zoom })}
                    onOpenPoint={onOpenPoint}
                  />
                  {model.range.clippedAbove > 0 && (
                    <span className="plot-clipped top">▲ {model.range.clippedAbove} above</span>
                  )}
                  {model.range.clippedBelow > 0 && (
                    <span className="plot-clipped bottom">▼ {model.range.clippedBelow} below</span>
                  )}
                </div>
              );
            }}
          </ChartFrame>
        )}
        {model === null && answered !== null && error === null && <p className="card-note">No points on this axis</p>}
        {error !== null && <p className="card-note bad">{error}</p>}
      </div>
      {lines.length > 0 && <footer className="card-foot">{honestyText(lines, model?.range ?? null)}</footer>}
    </section>
  );
}
