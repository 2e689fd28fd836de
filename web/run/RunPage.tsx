import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import './run.css';
import type { AnnotationEvent, MetricInfo } from '../../shared/run.ts';
import { runDetailQuery } from '../api/queries.ts';
import { pannedTo } from '../charts/pannedTo.ts';
import { LogView } from '../logs/LogView.tsx';
import type { RunTab } from '../router/route.ts';
import { goTo } from '../router/useRoute.ts';
import { toChartRun } from '../runs/chartRuns.ts';
import { useView } from '../runs/useView.ts';
import type { ViewState } from '../runs/viewState.ts';
import { ConfigTab } from './ConfigTab.tsx';
import { DataTab } from './DataTab.tsx';
import { ImagesTab } from './ImagesTab.tsx';
import { Inspector } from './Inspector.tsx';
import { printTied, type Tied } from './logTie.ts';
import { MetricTable } from './MetricTable.tsx';
import { OverviewTab } from './OverviewTab.tsx';
import { RawTab } from './RawTab.tsx';
import { RunCharts } from './RunCharts.tsx';
import { RunHeader } from './RunHeader.tsx';
import { RunProblem } from './RunProblem.tsx';
import { searchWith } from './searchWith.ts';
import { useFreshMetrics } from './useFreshMetrics.ts';
import { useLogLook } from './useLogLook.ts';
import { type LogTie, useLogTie } from './useLogTie.ts';

/** Tabs that show the values of metrics, which then follow the run. */
const VALUE_TABS: ReadonlySet<RunTab> = new Set(['overview', 'metrics', 'data']);

const NO_METRICS: readonly MetricInfo[] = [];

/** One run: header, and the tab that the address names. */
export function RunPage({ run, tab }: { run: string; tab: RunTab }) {
  const [view, setView] = useView();
  const detail = useQuery(runDetailQuery(run));
  const row = detail.data;
  const answered = useFreshMetrics(run, row?.version, VALUE_TABS.has(tab));
  const metrics = answered ?? NO_METRICS;
  const charted = useMemo(
    () => (row === undefined ? [] : [{ ...toChartRun(row, row.alias ?? row.key ?? row.id), id: run }]),
    [row, run],
  );
  const hasCharts = tab === 'charts' || tab === 'system';
  const tie = useLogTie(
    run,
    () => {
      if (hasCharts && !view.panels.includes('log')) setView({ panels: [...view.panels, 'log'] });
    },
    (places) => {
      const x = new Map(Object.entries(places)).get(view.x) ?? null;
      const zoom = x === null ? null : pannedTo(view.zoom, x, view.logX);
      if (zoom !== null) setView({ zoom });
    },
  );
  if (detail.error !== null && row === undefined) return <RunProblem error={detail.error} run={run} tab={tab} />;
  if (row === undefined) return <p className="shell-note">Reading the run …</p>;
  /** Goes to another tab; `params` are those of that tab, put over the address, `change` is what becomes of the view. */
  const toTab = (next: RunTab, params: Record<string, string> = {}, change: Partial<ViewState> = {}): void => {
    goTo({ page: 'run', run, tab: next }, searchWith(change, params));
  };
  const toAnnotation = ({ step, time }: AnnotationEvent): void => {
    const at = printTied({ kind: 'point', axis: step === null ? 'wall' : 'step', x: step ?? time, metric: '' });
    toTab('charts', { at }, { zoom: null, panels: [...new Set([...view.panels, 'log'])] });
  };
  const toWrites = (metric: string): void => toTab('raw', { raw: metric });
  return (
    <article className="run" aria-label={row.alias ?? row.id}>
      <RunHeader
        run={row}
        reference={run}
        tab={tab}
        hasSystem={metrics.some((metric) => metric.scale === 'SYSTEM')}
        color={charted[0]?.color ?? 'var(--run-0)'}
      />
      <div className="run-body">
        <div className="run-main">
          {tab === 'overview' && (
            <OverviewTab run={row} reference={run} metrics={metrics} onTab={toTab} onAnnotation={toAnnotation} />
          )}
          {hasCharts && <RunCharts runs={charted} view={view} onView={setView} system={tab === 'system'} />}
          {tab === 'metrics' && (
            <MetricTable
              run={row}
              metrics={answered}
              onMetric={(metric) => toTab('charts', { m: metric })}
              onWrites={toWrites}
            />
          )}
          {tab === 'log' && <TiedLog run={run} tie={tie} />}
          {tab === 'images' && <ImagesTab run={row} reference={run} />}
          {tab === 'config' && <ConfigTab run={row} />}
          {tab === 'data' && <DataTab run={row} reference={run} metrics={metrics} />}
          {tab === 'raw' && <RawTab run={row} metrics={metrics} />}
          {hasCharts && view.panels.includes('log') && (
            <div className="run-drawer">
              <TiedLog run={run} tie={tie} height={260} />
            </div>
          )}
        </div>
        {tab === 'charts' && !view.panels.includes('inspector') && (
          <Inspector
            run={row}
            reference={run}
            point={pointOf(tie.tied)}
            onWrites={toWrites}
            onAnnotation={toAnnotation}
          />
        )}
      </div>
    </article>
  );
}

/** The point of a chart that was clicked, where it has a step. */
function pointOf(tied: Tied | null): { metric: string; step: number } | null {
  if (tied?.kind !== 'point' || tied.axis !== 'step' || tied.metric === '') return null;
  return { metric: tied.metric, step: tied.x };
}

/** The log with what was clicked in it or in the charts. */
function TiedLog({ run, tie, height }: { run: string; tie: LogTie; height?: number }) {
  const [look, setLook] = useLogLook();
  return (
    <LogView
      runId={run}
      look={look}
      onLook={setLook}
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
