import { MetricSections } from '../runs/MetricSections.tsx';
import { Toolbar } from '../runs/Toolbar.tsx';
import { useChartView } from '../runs/useChartView.ts';
import type { ProjectRuns } from '../runs/useProjectRuns.ts';
import type { ViewState } from '../runs/viewState.ts';

interface WorkspaceMainProps {
  runs: ProjectRuns;
  view: ViewState;
  onView: (change: Partial<ViewState>) => void;
}

/** Toolbar and the charts of all runs with an eye. */
export function WorkspaceMain({ runs, view, onView }: WorkspaceMainProps) {
  const charts = useChartView(view);
  return (
    <div className="workspace">
      <Toolbar view={view} onView={onView} />
      <MetricSections
        runs={runs.charted}
        view={charts}
        cards={view.cards}
        filter={view.metrics}
        pins={view.pins}
        toggled={view.toggled}
        onView={onView}
        onCards={(cards) => onView({ cards })}
        onPins={(pins) => onView({ pins })}
        onToggled={(toggled) => onView({ toggled })}
      />
    </div>
  );
}
