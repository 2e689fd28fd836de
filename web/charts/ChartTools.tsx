import type { ChartView } from './types.ts';

interface ChartToolsProps {
  view: ChartView;
  full: boolean;
  onOwn: (change: Partial<Pick<ChartView, 'logY' | 'outliers'>>) => void;
  onView: (change: Partial<ChartView>) => void;
  onFull: () => void;
}

/** What can be done with a chart: seen on hover and on focus. */
export function ChartTools({ view, full, onOwn, onView, onFull }: ChartToolsProps) {
  return (
    <div className="card-tools">
      <button
        type="button"
        aria-pressed={view.logY}
        title="Logarithmic y (l)"
        onClick={() => onOwn({ logY: !view.logY })}
      >
        log
      </button>
      <button
        type="button"
        aria-pressed={view.outliers}
        title="Fit y without outliers (o)"
        onClick={() => onOwn({ outliers: !view.outliers })}
      >
        fit
      </button>
      {view.zoom !== null && (
        <button type="button" title="Show everything (r)" onClick={() => onView({ zoom: null })}>
          reset
        </button>
      )}
      <button
        type="button"
        aria-pressed={full}
        title={full ? 'Leave full screen (Esc)' : 'Full screen (f)'}
        onClick={onFull}
      >
        {full ? 'close' : 'full'}
      </button>
    </div>
  );
}
