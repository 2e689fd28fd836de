import { MetricCard } from '../charts/MetricCard.tsx';
import type { ChartRun } from '../charts/types.ts';
import { withSettings } from '../runs/cardText.ts';
import { useChartView } from '../runs/useChartView.ts';
import type { ViewState } from '../runs/viewState.ts';

interface CompareCurveProps {
  /** null where what is compared is no metric. */
  metric: string | null;
  runs: ChartRun[];
  view: ViewState;
  onView: (change: Partial<ViewState>) => void;
}

/** How the compared metric went, for the runs with an eye that are inside the brushes. */
export function CompareCurve({ metric, runs, view, onView }: CompareCurveProps) {
  const charts = useChartView(view);
  if (metric === null) return null;
  return (
    <div className="compare-curve">
      <MetricCard
        metric={metric}
        runs={runs}
        view={charts}
        onView={onView}
        own={view.cards.get(metric)}
        onOwn={(settings) => onView({ cards: withSettings(view.cards, metric, settings) })}
        full={view.full === metric}
        onFull={(full) => onView({ full: full ? metric : null })}
        height={260}
        syncKey={charts.x}
      />
    </div>
  );
}
