import type { Health } from '../../shared/health.ts';
import type { RunRow } from '../../shared/run.ts';
import type { LiveState } from '../api/live.ts';
import { useDrawnPoints } from '../charts/drawnPoints.ts';
import { drawnRows } from '../runs/drawnRows.ts';
import type { ProjectRuns } from '../runs/useProjectRuns.ts';
import type { ViewState } from '../runs/viewState.ts';
import { statusParts } from './statusParts.ts';

interface StatusBarProps {
  runs: ProjectRuns;
  /** The run whose page is open. */
  opened: RunRow | null;
  view: ViewState;
  health: Health | undefined;
  connection: LiveState;
  error: Error | null;
}

/** What is shown of what there is, what was left out, and whether it is current. */
export function StatusBar({ runs, opened, view, health, connection, error }: StatusBarProps) {
  const charted = opened === null ? drawnRows(runs, view) : [opened];
  const points = useDrawnPoints();
  const parts = statusParts({
    drawn: charted.length,
    total: runs.total,
    points: charted.reduce((sum, row) => sum + row.points, 0),
    inCharts: points.drawn,
    sampled: points.sampled,
    quarantined: runs.rows.reduce((sum, row) => sum + row.quarantined_lines, 0),
    health,
  });
  return (
    <footer className="status" role="status">
      <span className="status-parts">{parts.join(' · ')}</span>
      {error !== null && <span className="status-bad">{error.message}</span>}
      {connection.kind === 'live' && <span className="status-live">live</span>}
      {connection.kind === 'connecting' && <span>connecting …</span>}
      {connection.kind === 'lost' && (
        <span className="status-lost">
          data as of {new Date(connection.asOf).toLocaleTimeString('en-GB')} – the server does not answer
        </span>
      )}
    </footer>
  );
}
