import { useEffect, useRef, useState } from 'react';
import { loadSeries, type SeriesQuery } from './seriesLoader.ts';
import type { ChartLine, ChartRun } from './types.ts';

export interface SeriesState {
  lines: ChartLine[];
  /** The query that `lines` answer; null before the first answer. */
  query: SeriesQuery | null;
  loading: boolean;
  error: string | null;
}

/**
 * Lines of a metric, asked again when the view, the width or a run's version changes, and only for the runs that moved.
 * What is there stays until the answer comes; while one is under way no other is asked for, so a busy run costs one at a time.
 */
export function useSeries(
  metric: string,
  runs: readonly ChartRun[],
  query: SeriesQuery | null,
  visible: boolean,
): SeriesState {
  const [state, setState] = useState<SeriesState>({ lines: [], query: null, loading: false, error: null });
  const held = useRef({ queryKey: '', versions: new Map<string, string>(), busy: false, lines: [] as ChartLine[] });
  const wanted = useRef({ query, runs });
  wanted.current = { query, runs };
  const queryKey = JSON.stringify(query);
  const versionKey = runs.map((run) => `${run.id} ${run.version}`).join('\n');

  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for query and runs, which are new objects at each render
  useEffect(() => {
    let stopped = false;
    const mine = held.current;
    const ask = async (): Promise<void> => {
      const { query: asked, runs: askedRuns } = wanted.current;
      if (asked === null || mine.busy || stopped) return;
      const key = JSON.stringify(asked);
      if (mine.queryKey !== key) mine.versions.clear();
      const moved = askedRuns.filter((run) => mine.versions.get(run.id) !== run.version);
      if (moved.length === 0) {
        mine.lines = mine.lines.filter((line) => askedRuns.some((run) => run.id === line.run));
        setState({ lines: mine.lines, query: asked, loading: false, error: null });
        return;
      }
      mine.busy = true;
      setState((old) => ({ ...old, loading: true }));
      try {
        const fresh = await loadSeries(
          moved.map((run) => run.id),
          metric,
          asked,
        );
        const kept =
          mine.queryKey === key ? mine.lines.filter((line) => !moved.some((run) => run.id === line.run)) : [];
        mine.queryKey = key;
        mine.lines = [...kept, ...fresh].filter((line) => wanted.current.runs.some((run) => run.id === line.run));
        for (const run of moved) mine.versions.set(run.id, run.version);
        setState({ lines: mine.lines, query: asked, loading: false, error: null });
      } catch (error) {
        setState((old) => ({
          ...old,
          loading: false,
          error: error instanceof Error ? error.message : 'The server does not answer',
        }));
        return;
      } finally {
        mine.busy = false;
      }
      const now = wanted.current;
      if (JSON.stringify(now.query) !== key || now.runs.some((run) => mine.versions.get(run.id) !== run.version))
        void ask();
    };
    if (visible && !document.hidden) void ask();
    return () => {
      stopped = true;
    };
  }, [metric, queryKey, versionKey, visible]);
  return state;
}
