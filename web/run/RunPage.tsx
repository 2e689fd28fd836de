import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import './run.css';
import { ApiProblem } from '../api/ApiProblem.ts';
import { metricListQuery, runDetailQuery } from '../api/queries.ts';
import { LogView } from '../logs/LogView.tsx';
import type { RunTab } from '../router/route.ts';
import { toChartRun } from '../runs/chartRuns.ts';
import { useView } from '../runs/useView.ts';
import { ConfigTab } from './ConfigTab.tsx';
import { DataTab } from './DataTab.tsx';
import { ImagesTab } from './ImagesTab.tsx';
import { Inspector } from './Inspector.tsx';
import { RunCharts } from './RunCharts.tsx';
import { RunHeader } from './RunHeader.tsx';
import { type LogTie, useLogTie } from './useLogTie.ts';

/** One run: header, and the tab that the address names. */
export function RunPage({ run, tab }: { run: string; tab: RunTab }) {
  const [view, setView] = useView();
  const detail = useQuery(runDetailQuery(run));
  const metrics = useQuery(metricListQuery(run));
  const row = detail.data;
  const charted = useMemo(
    () => (row === undefined ? [] : [{ ...toChartRun(row, row.alias ?? row.key ?? row.id), id: run }]),
    [row, run],
  );
  const hasCharts = tab === 'charts' || tab === 'system';
  const tie = useLogTie(run, () => {
    if (hasCharts && !view.panels.includes('log')) setView({ panels: [...view.panels, 'log'] });
  });
  if (detail.error !== null && row === undefined) return <RunProblem error={detail.error} run={run} />;
  if (row === undefined) return <p className="shell-note">Reading the run …</p>;
  const hasSystem = metrics.data?.some((metric) => metric.scale === 'SYSTEM') ?? false;
  return (
    <article className="run" aria-label={row.alias ?? row.id}>
      <RunHeader
        run={row}
        reference={run}
        tab={tab}
        hasSystem={hasSystem}
        color={charted[0]?.color ?? 'var(--run-0)'}
      />
      <div className="run-body">
        <div className="run-main">
          {hasCharts && <RunCharts runs={charted} view={view} onView={setView} system={tab === 'system'} />}
          {tab === 'log' && <TiedLog run={run} tie={tie} />}
          {tab === 'images' && <ImagesTab run={run} />}
          {tab === 'config' && <ConfigTab run={row} />}
          {tab === 'data' && <DataTab run={row} reference={run} metrics={metrics.data ?? []} />}
          {hasCharts && view.panels.includes('log') && (
            <div className="run-drawer">
              <TiedLog run={run} tie={tie} height={260} />
            </div>
          )}
        </div>
        {tab === 'charts' && !view.panels.includes('inspector') && <Inspector run={row} />}
      </div>
    </article>
  );
}

/** The log with what was clicked in it or in the charts. */
function TiedLog({ run, tie, height }: { run: string; tie: LogTie; height?: number }) {
  return (
    <LogView
      runId={run}
      {...(height === undefined ? {} : { height })}
      mark={tie.mark}
      onLine={tie.onLine}
      note={
        tie.text !== null && (
          <>
            <output>{tie.text}</output>
            <button type="button" onClick={tie.clear}>
              clear
            </button>
          </>
        )
      }
    />
  );
}

function RunProblem({ error, run }: { error: Error; run: string }) {
  const gone = error instanceof ApiProblem && error.status === 404;
  return (
    <div className="shell-note">
      <p>{error.message}</p>
      <p>
        {gone
          ? `The folder of ${run} is not below the folders that this server shows, or it was moved away.`
          : 'Check the terminal of the server.'}
      </p>
    </div>
  );
}
