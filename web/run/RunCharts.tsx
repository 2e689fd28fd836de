import type { ChartRun } from '../charts/types.ts';
import { MetricSections } from '../runs/MetricSections.tsx';
import { Toolbar } from '../runs/Toolbar.tsx';
import { useAnnotated } from '../runs/useAnnotated.ts';
import { useChartView } from '../runs/useChartView.ts';
import { useLoggedMetrics } from '../runs/useLoggedMetrics.ts';
import type { ViewState } from '../runs/viewState.ts';

interface RunChartsProps {
  runs: ChartRun[];
  view: ViewState;
  system: boolean;
  onView: (change: Partial<ViewState>) => void;
}

/** The metrics of one run, in wide cards. */
export function RunCharts({ runs, view, system, onView }: RunChartsProps) {
  const charts = useChartView(view);
  const { logged, names } = useLoggedMetrics(runs);
  const annotated = useAnnotated(runs);
  return (
    <div className="run-charts">
      <Toolbar view={view} metrics={names} overTime={system} onView={onView} />
      <MetricSections
        runs={annotated}
        logged={logged}
        view={charts}
        cards={view.cards}
        filter={view.metrics}
        pins={view.pins}
        toggled={view.toggled}
        full={view.full}
        {...(system ? { only: 'system' as const } : {})}
        onView={onView}
      />
    </div>
  );
}
