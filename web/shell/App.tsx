import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import './shell.css';
import '../runs/runs.css';
import type { Live } from '../api/live.ts';
import { healthQuery, projectsQuery, runDetailQuery } from '../api/queries.ts';
import { ComparePage } from '../compare/ComparePage.tsx';
import { useRoute } from '../router/useRoute.ts';
import { RunPage } from '../run/RunPage.tsx';
import { RunRail } from '../runs/RunRail.tsx';
import { useRunTable } from '../runs/table/useRunTable.ts';
import { Toasts } from '../ui/Toasts.tsx';
import { EmptyState } from './EmptyState.tsx';
import { KeySheet } from './KeySheet.tsx';
import { Palette } from './Palette.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';
import { TrashPage } from './TrashPage.tsx';
import { useShellKeys } from './useShellKeys.ts';
import { WorkspaceMain } from './WorkspaceMain.tsx';

/** The page: top bar, the list of runs, what the address names, status bar. */
export function App({ live }: { live: Live }) {
  const route = useRoute();
  const [overlay, setOverlay] = useState<'palette' | 'keys' | null>(null);
  const connection = useSyncExternalStore(live.onState, live.state);
  const health = useQuery(healthQuery);
  const projects = useQuery(projectsQuery);
  const opened = useQuery({ ...runDetailQuery(route.page === 'run' ? route.run : ''), enabled: route.page === 'run' });
  const project =
    route.page === 'project' || (route.page === 'compare' && route.project !== null)
      ? route.project
      : route.page === 'run' && !opened.isError
        ? (opened.data?.project ?? null)
        : (projects.data?.[0]?.project ?? null);
  const table = useRunTable(project, route);
  const { runs, view, setView, brushes, actions } = table;
  const current = route.page === 'run' ? (opened.data?.ref ?? route.run) : null;

  useEffect(() => {
    document.title =
      project === null ? 'Stepwell' : `${current === null ? project : (opened.data?.alias ?? current)} · Stepwell`;
  }, [project, current, opened.data?.alias]);
  useShellKeys({ table, route, overlay, setOverlay });

  const busy = runs.loading || health.data?.indexing.indexing === true;
  const empty = projects.data !== undefined && projects.data.length === 0;
  const hasRail = !view.panels.includes('rail') && !empty && route.page !== 'trash';
  const covered = hasRail && view.table.width === 'full';
  return (
    <div className="shell">
      <TopBar
        project={project}
        projects={projects.data ?? []}
        health={health.data}
        onPalette={() => setOverlay('palette')}
        onKeys={() => setOverlay('keys')}
      />
      {busy && <div className="shell-progress" role="progressbar" aria-label="Reading runs" />}
      <main className="shell-main">
        {hasRail && <RunRail table={table} project={project} current={current} />}
        {covered ? null : route.page === 'run' ? (
          <RunPage run={route.run} tab={route.tab} />
        ) : route.page === 'compare' ? (
          <ComparePage
            project={project}
            runs={runs}
            view={view}
            brushes={brushes}
            onView={setView}
            onOpen={actions.open}
          />
        ) : route.page === 'trash' ? (
          <TrashPage />
        ) : route.page === 'unknown' ? (
          <p className="shell-note">There is no page {route.path}.</p>
        ) : empty ? (
          <EmptyState health={health.data} />
        ) : (
          <WorkspaceMain runs={runs} view={view} onView={setView} />
        )}
      </main>
      <StatusBar
        runs={runs}
        opened={route.page === 'run' ? (opened.data ?? null) : null}
        view={view}
        health={health.data}
        connection={connection}
        error={runs.error}
      />
      <Toasts />
      {overlay === 'keys' && <KeySheet onClose={() => setOverlay(null)} />}
      {overlay === 'palette' && (
        <Palette
          runs={runs}
          project={project}
          projects={projects.data ?? []}
          onClose={() => setOverlay(null)}
          onOpen={actions.open}
          onView={setView}
        />
      )}
    </div>
  );
}
