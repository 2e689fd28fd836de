import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import './charts.css';
import { CardHead } from './CardHead.tsx';
import { FRAME } from './ChartFrame.tsx';
import { setCurrentCard } from './cardKeys.ts';
import { cardMenu } from './cardMenu.ts';
import { chartLabel, chartModel, honestyText } from './chartModel.ts';
import { useCounted } from './drawnPoints.ts';
import { Plot } from './Plot.tsx';
import type { CardSettings, ChartRun, ChartView } from './types.ts';
import { useCardLines } from './useCardLines.ts';
import { useCardView } from './useCardView.ts';
import { useDevicePixelRatio } from './useDevicePixelRatio.ts';
import { useOnScreen } from './useOnScreen.ts';
import { useSameStyles } from './useSameStyles.ts';
import type { Range } from './useShownRange.ts';

export interface MetricCardProps {
  metric: string;
  title?: string;
  runs: ChartRun[];
  view: ChartView;
  onView: (change: Partial<ChartView>) => void;
  /** What this chart has otherwise than the page. */
  own?: CardSettings | undefined;
  onOwn: (settings: CardSettings | null) => void;
  full: boolean;
  onFull: (full: boolean) => void;
  height?: number;
  /** Charts of one key share crosshair and zoom. */
  syncKey: string;
  onOpenPoint?: (point: { run: string; x: number }) => void;
}

/** One metric of some runs: a title, a plot, and on hover what can be done with it. */
export function MetricCard(props: MetricCardProps) {
  const { metric, runs, onView, height = 240, syncKey, onOpenPoint } = props;
  const card = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const { visible, width, height: bodyHeight } = useOnScreen(body);
  const ratio = useDevicePixelRatio();
  const cardView = useCardView(card, props);
  const { view, full } = cardView;
  // In full screen there is no section that says the rest of the name.
  const title = full ? metric : (props.title ?? metric);
  const [reached, setReached] = useState(false);
  const reach = (): void => {
    setCurrentCard(card.current);
    setReached(true);
  };
  const [preview, setPreview] = useState<Range | null>(null);
  const plot = useMemo(
    () => ({
      width: Math.max(0, width - FRAME.left - FRAME.right),
      height: Math.max(0, bodyHeight - FRAME.top - FRAME.bottom),
    }),
    [width, bodyHeight],
  );
  const columns = Math.round(plot.width * ratio);
  const ownSmoothing = props.own?.smoothing !== undefined;
  const { lines, extent, isAnswered, shown, columnPixels, isPreview, toCome, loading, error } = useCardLines(
    metric,
    runs,
    view,
    ownSmoothing,
    columns,
    visible,
  );
  const previewed = useMemo(() => (preview === null ? shown : { ...shown, zoom: preview }), [shown, preview]);
  const styles = useSameStyles(runs);
  const model = useMemo(() => chartModel(lines, previewed, plot, extent), [lines, previewed, plot, extent]);
  const honesty = honestyText(lines, model, view, { columnPixels, toCome });
  const figure =
    model === null ? null : { title: metric, lines, runs: styles, model, axis: shown.x, plot, honesty, ratio };
  useFullScreen(card, full);
  useCounted(lines);
  return (
    <section
      ref={card}
      className={full ? 'card full' : 'card'}
      style={full ? undefined : { height }}
      popover={full ? 'manual' : undefined}
      tabIndex={0}
      aria-label={title}
      data-metric={metric}
      onPointerEnter={reach}
      onPointerLeave={() => setCurrentCard(null)}
      onFocus={reach}
    >
      <CardHead
        metric={metric}
        title={title}
        card={cardView}
        model={model}
        isPreview={isPreview}
        error={error}
        menu={reached || full ? cardMenu(metric, cardView, figure, shown.x) : null}
      />
      {loading && <div className="card-progress" role="progressbar" aria-label="Loading" />}
      <div className="card-body" ref={body}>
        {visible && model !== null && plot.width > 0 && plot.height > 0 && (
          <Plot
            lines={lines}
            runs={styles}
            model={model}
            axis={shown.x}
            width={plot.width}
            height={plot.height}
            ratio={ratio}
            syncKey={syncKey}
            label={chartLabel(title, lines, runs)}
            honesty={honesty}
            zoomed={shown.zoom !== null}
            onPreview={setPreview}
            onZoom={(zoom) => onView({ zoom })}
            onOpenPoint={onOpenPoint}
          />
        )}
        {model === null && <p className="card-note">{emptyText(isAnswered, error, runs.length)}</p>}
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

/** In the top layer nothing that the card lies in can cut or cover it. */
function useFullScreen(card: React.RefObject<HTMLElement | null>, full: boolean): void {
  useLayoutEffect(() => {
    if (!full) return;
    card.current?.showPopover?.();
    card.current?.focus({ preventScroll: true });
  }, [card, full]);
}
