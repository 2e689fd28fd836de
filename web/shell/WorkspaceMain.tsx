import { useMemo } from 'react';
import { MetricSections } from '../runs/MetricSections.tsx';
import { Toolbar } from '../runs/Toolbar.tsx';
import type { ProjectRuns } from '../runs/useProjectRuns.ts';
import type { ViewState } from '../runs/viewState.ts';

interface WorkspaceMainProps {
  runs: ProjectRuns;
  view: ViewState;
  onView: (change: Partial<ViewState>) => void;
}

/** Toolbar and the charts of all runs with an eye. */
export function WorkspaceMain({ runs, view, onView }: WorkspaceMainProps) {
  const { x, smoothing, zoom, logY, outliers } = view;
  const charts = useMemo(() => ({ x, smoothing, zoom, logY, outliers }), [x, smoothing, zoom, logY, outliers]);
  return (
    <div className="workspace">
      <Toolbar view={view} onView={onView} />
      <MetricSections
        runs={runs.charted}
        view={charts}
        filter={view.metrics}
        pins={view.pins}
        toggled={view.toggled}
        onView={onView}
        onPins={(pins) => onView({ pins })}
        onToggled={(toggled) => onView({ toggled })}
      />
    </div>
  );
}
