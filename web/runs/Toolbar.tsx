import { type ReactNode, useCallback, useMemo } from 'react';
import type { Smoothing } from '../../shared/series.ts';
import { MetricFilter } from './MetricFilter.tsx';
import { metricMatcher } from './metricMatcher.ts';
import { SmoothingControl } from './SmoothingControl.tsx';
import type { ViewState } from './viewState.ts';
import { XAxisControl } from './XAxisControl.tsx';

interface ToolbarProps {
  view: ViewState;
  /** Metrics that can stand on the x axis. */
  metrics: readonly string[];
  /** What a page has beside what all have. */
  children?: ReactNode;
  /** All charts of the page stand over time. */
  overTime?: boolean;
  onView: (change: Partial<ViewState>) => void;
}

/** What holds for all charts: metric filter, x axis, smoothing, outlier guard, log y, zoom. */
export function Toolbar({ view, metrics, children, overTime = false, onView }: ToolbarProps) {
  const found = useMemo(() => metrics.filter(metricMatcher(view.metrics).matches), [metrics, view.metrics]);
  const onFilter = useCallback((metrics: string) => onView({ metrics }), [onView]);
  const onSmoothing = useCallback((smoothing: Smoothing) => onView({ smoothing }), [onView]);
  return (
    <div className="toolbar" role="toolbar" aria-label="Charts">
      <MetricFilter filter={view.metrics} onFilter={onFilter} />
      {overTime ? (
        <span className="toolbar-axis">x: time since the run began</span>
      ) : (
        <XAxisControl x={view.x} metrics={found} onAxis={(x) => onView({ x, zoom: null })} />
      )}
      <SmoothingControl smoothing={view.smoothing} onSmoothing={onSmoothing} />
      <button
        type="button"
        className="tool"
        aria-pressed={view.outliers}
        title="Fit y without outliers (o)"
        onClick={() => onView({ outliers: !view.outliers })}
      >
        Guard
      </button>
      <button
        type="button"
        className="tool"
        aria-pressed={view.logY}
        title="Logarithmic y (l)"
        onClick={() => onView({ logY: !view.logY })}
      >
        Log y
      </button>
      <button
        type="button"
        className="tool"
        aria-pressed={view.logX}
        title="Logarithmic x"
        onClick={() => onView({ logX: !view.logX })}
      >
        Log x
      </button>
      {children}
      {view.zoom !== null && (
        <button type="button" className="tool" title="Show everything (r)" onClick={() => onView({ zoom: null })}>
          Reset
        </button>
      )}
    </div>
  );
}
