import { useCallback } from 'react';
import type { Smoothing, XAxis } from '../../shared/series.ts';
import { SmoothingControl } from './SmoothingControl.tsx';
import type { ViewState } from './viewState.ts';

const AXES: { axis: XAxis; name: string; title: string }[] = [
  { axis: 'step', name: 'Step', title: 'x is the step (1)' },
  { axis: 'relative', name: 'Relative', title: 'x is the time since the run began (2)' },
  { axis: 'wall', name: 'Wall', title: 'x is the time of day (3)' },
  { axis: 'relstep', name: 'Rel. step', title: 'x is the step since the run’s first (4)' },
];

interface ToolbarProps {
  view: ViewState;
  onView: (change: Partial<ViewState>) => void;
}

/** What holds for all charts: metric filter, x axis, smoothing, outlier guard, log y, zoom. */
export function Toolbar({ view, onView }: ToolbarProps) {
  const onSmoothing = useCallback((smoothing: Smoothing) => onView({ smoothing }), [onView]);
  return (
    <div className="toolbar" role="toolbar" aria-label="Charts">
      <input
        id="metric-filter"
        type="search"
        value={view.metrics}
        placeholder="Filter metrics  ( m )"
        aria-label="Filter metrics"
        onChange={(event) => onView({ metrics: event.target.value })}
      />
      <fieldset className="segments">
        <legend className="unseen">x axis</legend>
        {AXES.map(({ axis, name, title }) => (
          <button
            key={axis}
            type="button"
            aria-pressed={view.x === axis}
            title={title}
            onClick={() => onView({ x: axis, zoom: null })}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <SmoothingControl smoothing={view.smoothing} onSmoothing={onSmoothing} />
      <button
        type="button"
        className="tool"
        aria-pressed={view.outliers}
        title="Fit y without outliers (o)"
        onClick={() => onView({ outliers: !view.outliers })}
      >
        Outlier guard
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
      {view.zoom !== null && (
        <button type="button" className="tool" title="Show everything (r)" onClick={() => onView({ zoom: null })}>
          Reset zoom
        </button>
      )}
    </div>
  );
}
