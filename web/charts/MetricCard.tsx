import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import './charts.css';
import { FRAME } from './ChartFrame.tsx';
import { ChartTools, type MenuItem } from './ChartTools.tsx';
import { setCurrentCard } from './cardKeys.ts';
import { chartLabel, chartModel, honestyText } from './chartModel.ts';
import { linesCsv } from './linesCsv.ts';
import { Plot } from './Plot.tsx';
import { seriesQuery } from './seriesQuery.ts';
import type { ChartRun, ChartView } from './types.ts';
import { type CardView, useCardView } from './useCardView.ts';
import { useDevicePixelRatio } from './useDevicePixelRatio.ts';
import { useOnScreen } from './useOnScreen.ts';
import { useSeries } from './useSeries.ts';
import { type Range, useSettledRange } from './useSettledRange.ts';

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
export function MetricCard(props: MetricCardProps) {
  const { metric, title = metric, runs, onView, height = 240, syncKey, onOpenPoint } = props;
  const card = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const { visible, width, height: bodyHeight } = useOnScreen(body);
  const ratio = useDevicePixelRatio();
  const cardView = useCardView(card, props.view, onView);
  const { view, full } = cardView;
  const [preview, setPreview] = useState<Range | null>(null);
  const plot = useMemo(
    () => ({
      width: Math.max(0, width - FRAME.left - FRAME.right),
      height: Math.max(0, bodyHeight - FRAME.top - FRAME.bottom),
    }),
    [width, bodyHeight],
  );
  const [settled, setSettled] = useState<Range | null>(null);
  const range = view.zoom ?? settled;
  const columns = Math.round(plot.width * ratio);
  const { x, smoothing } = view;
  const query = useMemo(() => seriesQuery({ x, smoothing }, range, columns), [x, smoothing, range, columns]);
  const { lines, query: answered, loading, error } = useSeries(metric, runs, query, visible);
  useSettledRange(lines, view.zoom === null, setSettled);
  // Until the points of another axis are there, the picture stays as it was.
  const shown = useMemo(
    () => (answered !== null && answered.x !== view.x ? { ...view, x: answered.x, zoom: null } : view),
    [answered, view],
  );
  const previewed = useMemo(() => (preview === null ? shown : { ...shown, zoom: preview }), [shown, preview]);
  const model = useMemo(() => chartModel(lines, previewed, plot), [lines, previewed, plot]);
  const honesty = honestyText(lines, model, view.logY);
  useFullScreen(card, full);
  return (
    <section
      ref={card}
      className={full ? 'card full' : 'card'}
      style={full ? undefined : { height }}
      popover={full ? 'manual' : undefined}
      tabIndex={0}
      aria-label={title}
      data-metric={metric}
      onPointerEnter={() => setCurrentCard(card.current)}
      onPointerLeave={() => setCurrentCard(null)}
      onFocus={() => setCurrentCard(card.current)}
    >
      <header className="card-head">
        <h3 className="card-title" title={metric}>
          {title}
        </h3>
        {model !== null && model.yTicks.base !== null && (
          <span className="card-base" title="The labels of y are counted from here">
            {model.yTicks.base} +
          </span>
        )}
        {error !== null && (
          <span className="card-stale" title={error}>
            not up to date
          </span>
        )}
        <ChartTools
          view={view}
          full={full}
          onLog={cardView.toggleLog}
          onOutliers={cardView.toggleOutliers}
          onFull={() => cardView.setFull(!full)}
          menu={menuOf(metric, cardView, () => linesCsv(lines, runs, shown.x))}
        />
      </header>
      {loading && <div className="card-progress" role="progressbar" aria-label="Loading" />}
      <div className="card-body" ref={body}>
        {visible && model !== null && plot.width > 0 && plot.height > 0 && (
          <Plot
            lines={lines}
            runs={runs}
            model={model}
            axis={shown.x}
            width={plot.width}
            height={plot.height}
            ratio={ratio}
            syncKey={syncKey}
            label={chartLabel(title, lines, runs)}
            honesty={honesty}
            onPreview={setPreview}
            onZoom={(zoom) => onView({ zoom })}
            onOpenPoint={onOpenPoint}
          />
        )}
        {model === null && <p className="card-note">{emptyText(answered !== null, error, runs.length)}</p>}
      </div>
      {lines.length > 0 && <footer className="card-foot">{honesty}</footer>}
    </section>
  );
}

function emptyText(isAnswered: boolean, error: string | null, runs: number): string {
  if (runs === 0) return 'No run is shown';
  if (isAnswered) return 'No points on this axis';
  return error ?? '';
}

function menuOf(metric: string, { view, reset }: CardView, csv: () => string): MenuItem[] {
  const items: MenuItem[] = [
    { label: 'Save drawn points (CSV)', act: () => saveText(`${metric.replaceAll(/[^\w.-]+/g, '_')}.csv`, csv()) },
    { label: 'Copy metric name', act: () => void navigator.clipboard?.writeText(metric) },
  ];
  return view.zoom === null ? items : [{ label: 'Reset zoom (r)', act: reset }, ...items];
}

function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** In the top layer nothing that the card lies in can cut or cover it. */
function useFullScreen(card: React.RefObject<HTMLElement | null>, full: boolean): void {
  useLayoutEffect(() => {
    if (!full) return;
    card.current?.showPopover?.();
    card.current?.focus({ preventScroll: true });
  }, [card, full]);
}
