import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import './shell.css';
import '../runs/runs.css';
import type { Live } from '../api/live.ts';
import { healthQuery, projectsQuery, runDetailQuery } from '../api/queries.ts';
import { ComparePage } from '../compare/ComparePage.tsx';
import { goTo, useRoute } from '../router/useRoute.ts';
import { RunPage } from '../run/RunPage.tsx';
import { useBrushes } from '../runs/liveBrushes.ts';
import { RunRail } from '../runs/RunRail.tsx';
import { useBrushedRuns } from '../runs/useBrushedRuns.ts';
import { useProjectRuns } from '../runs/useProjectRuns.ts';
import { useView } from '../runs/useView.ts';
import { toggle } from '../runs/viewState.ts';
import { EmptyState } from './EmptyState.tsx';
import { KeySheet } from './KeySheet.tsx';
import { Palette } from './Palette.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';
import { useShellKeys } from './useShellKeys.ts';
import { WorkspaceMain } from './WorkspaceMain.tsx';

/** The page: top bar, the list of runs, what the address names, status bar. */
export function App({ live }: { live: Live }) {
  const route = useRoute();
  const [view, setView] = useView();
  const [overlay, setOverlay] = useState<'palette' | 'keys' | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const connection = useSyncExternalStore(live.onState, live.state);
  const health = useQuery(healthQuery);
  const projects = useQuery(projectsQuery);
  const opened = useQuery({ ...runDetailQuery(route.page === 'run' ? route.run : ''), enabled: route.page === 'run' });
  const project =
    route.page === 'project' || (route.page === 'compare' && route.project !== null)
      ? route.project
      : route.page === 'run'
        ? (opened.data?.project ?? null)
        : (projects.data?.[0]?.project ?? null);
  const brushes = useBrushes(view.brushes);
  const runs = useBrushedRuns(project, useProjectRuns(project, view.filter, view.eyes), view.eyes, brushes);
  const current = route.page === 'run' ? route.run : null;
  const search = typeof window === 'undefined' ? '' : window.location.search;

  useEffect(() => {
    document.title =
      project === null ? 'Stepwell' : `${current === null ? project : (opened.data?.alias ?? current)} · Stepwell`;
  }, [project, current, opened.data?.alias]);
  const onEye = useCallback(
    (id: string, only: boolean) => setView({ eyes: only ? [id] : toggle([...runs.eyes], id) }),
    [runs.eyes, setView],
  );
  const onOpen = useCallback(
    (id: string) =>
      goTo({ page: 'run', run: id, tab: route.page === 'run' ? route.tab : 'charts' }, window.location.search),
    [route],
  );
  useShellKeys({ view, setView, runs, route, focused, setFocused, overlay, setOverlay, onEye, onOpen });

  const busy = runs.loading || health.data?.indexing.indexing === true;
  const empty = projects.data !== undefined && projects.data.length === 0;
  const railHidden = view.panels.includes('rail');
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
        {!railHidden && !empty && (
          <RunRail
            runs={runs}
            current={current}
            focused={focused}
            filter={view.filter}
            search={search}
            onFilter={(filter) => setView({ filter })}
            onEye={onEye}
            onEyes={(eyes) => setView({ eyes })}
            onOpen={onOpen}
          />
        )}
        {route.page === 'run' ? (
          <RunPage run={route.run} tab={route.tab} />
        ) : route.page === 'compare' ? (
          <ComparePage project={project} runs={runs} view={view} brushes={brushes} onView={setView} onOpen={onOpen} />
        ) : route.page === 'unknown' ? (
          <p className="shell-note">There is no page {route.path}.</p>
        ) : empty ? (
          <EmptyState health={health.data} />
        ) : (
          <WorkspaceMain project={project} runs={runs} view={view} onView={setView} />
        )}
      </main>
      <StatusBar runs={runs} health={health.data} connection={connection} error={runs.error} />
      {overlay === 'keys' && <KeySheet onClose={() => setOverlay(null)} />}
      {overlay === 'palette' && (
        <Palette
          runs={runs}
          projects={projects.data ?? []}
          onClose={() => setOverlay(null)}
          onOpen={onOpen}
          onView={setView}
        />
      )}
    </div>
  );
}
