import { useMemo } from 'react';
import type { ChartRun, ChartView } from '../charts/types.ts';
import { MetricSections } from '../runs/MetricSections.tsx';
import { Toolbar } from '../runs/Toolbar.tsx';
import type { ViewState } from '../runs/viewState.ts';

interface RunChartsProps {
  runs: ChartRun[];
  view: ViewState;
  system: boolean;
  onView: (change: Partial<ViewState>) => void;
}

/** The metrics of one run, in wide cards. */
export function RunCharts({ runs, view, system, onView }: RunChartsProps) {
  const { x, smoothing, zoom, logY, outliers } = view;
  const charts = useMemo<ChartView>(
    () => ({ x, smoothing, zoom, logY, outliers }),
    [x, smoothing, zoom, logY, outliers],
  );
  return (
    <div className="run-charts">
      <Toolbar view={view} onView={onView} />
      <MetricSections
        runs={runs}
        view={charts}
        filter={view.metrics}
        pins={view.pins}
        toggled={view.toggled}
        {...(system ? { only: 'system' as const } : {})}
        onView={onView}
        onPins={(pins) => onView({ pins })}
        onToggled={(toggled) => onView({ toggled })}
      />
    </div>
  );
}
