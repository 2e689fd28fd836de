import type { Smoothing, XAxis } from '../../shared/series.ts';
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
      <SmoothingControl smoothing={view.smoothing} onSmoothing={(smoothing) => onView({ smoothing })} />
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
      {view.zoom !== null && (
        <button type="button" className="tool" title="Show everything (r)" onClick={() => onView({ zoom: null })}>
          Reset zoom
        </button>
      )}
    </div>
  );
}

const KINDS = { ema: 'EMA', gaussian: 'Gaussian', running: 'Running mean' } as const;

/** How strong, from 0 to 1, and back: what a slider can say of each kind. */
export function strengthOf(smoothing: Smoothing): number {
  if (smoothing.kind === 'ema') return smoothing.weight;
  if (smoothing.kind === 'gaussian') return smoothing.sigma / 50;
  return smoothing.kind === 'running' ? smoothing.window / 100 : 0;
}

export function smoothingOf(kind: keyof typeof KINDS, strength: number): Smoothing {
  if (strength <= 0) return { kind: 'none' };
  if (kind === 'ema') return { kind, weight: Math.min(0.999, Number(strength.toFixed(3))) };
  if (kind === 'gaussian') return { kind, sigma: Number((strength * 50).toFixed(1)) };
  return { kind, window: Math.max(1, Math.round(strength * 100)) };
}

function SmoothingControl({
  smoothing,
  onSmoothing,
}: {
  smoothing: Smoothing;
  onSmoothing: (smoothing: Smoothing) => void;
}) {
  const kind = smoothing.kind === 'none' ? 'ema' : smoothing.kind;
  const strength = strengthOf(smoothing);
  return (
    <div className="smoothing">
      <select
        aria-label="Kind of smoothing"
        value={kind}
        onChange={(event) => onSmoothing(smoothingOf(event.target.value as keyof typeof KINDS, strength || 0.6))}
      >
        {Object.entries(KINDS).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <input
        type="range"
        min="0"
        max="0.999"
        step="0.001"
        value={strength}
        aria-label="Smoothing"
        title="Smoothing (− and =)"
        onChange={(event) => onSmoothing(smoothingOf(kind, Number(event.target.value)))}
      />
      <output>
        {smoothing.kind === 'none'
          ? 'off'
          : smoothing.kind === 'ema'
            ? smoothing.weight
            : smoothing.kind === 'gaussian'
              ? `σ ${smoothing.sigma}`
              : smoothing.window}
      </output>
    </div>
  );
}
