import { GroupControl } from '../runs/GroupControl.tsx';
import { MetricSections } from '../runs/MetricSections.tsx';
import { Toolbar } from '../runs/Toolbar.tsx';
import { useAnnotated } from '../runs/useAnnotated.ts';
import { useChartedRuns } from '../runs/useChartedRuns.ts';
import { useChartView } from '../runs/useChartView.ts';
import { useLoggedMetrics } from '../runs/useLoggedMetrics.ts';
import type { ProjectRuns } from '../runs/useProjectRuns.ts';
import type { ViewState } from '../runs/viewState.ts';

interface WorkspaceMainProps {
  runs: ProjectRuns;
  view: ViewState;
  onView: (change: Partial<ViewState>) => void;
}

/** Toolbar and the charts of all runs with an eye, or of their groups. */
export function WorkspaceMain({ runs, view, onView }: WorkspaceMainProps) {
  const charts = useChartView(view, view.group.length > 0);
  const charted = useChartedRuns(runs, view);
  const { logged, names } = useLoggedMetrics(charted);
  const annotated = useAnnotated(charted);
  return (
    <div className="workspace">
      <Toolbar view={view} metrics={names} onView={onView}>
        <GroupControl facts={runs.facts} view={view} onView={onView} />
      </Toolbar>
      <MetricSections
        runs={annotated}
        logged={logged}
        view={charts}
        cards={view.cards}
        filter={view.metrics}
        pins={view.pins}
        toggled={view.toggled}
        full={view.full}
        onView={onView}
      />
    </div>
  );
}
