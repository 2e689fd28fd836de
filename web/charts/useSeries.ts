import { startTransition, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { onServerBack } from '../api/serverBack.ts';
import { pageTimers } from '../api/throttle.ts';
import { batchedLoader, type SeriesQuery } from './batchedLoader.ts';
import { lineCache } from './lineCache.ts';
import { NO_SERIES, SeriesFeed, type SeriesState } from './seriesFeed.ts';
import { fetchGroups, fetchSeries } from './seriesLoader.ts';
import type { ChartRun } from './types.ts';

const MOST_BYTES = 48 * 1024 * 1024;

/** One of each for the page: charts share their requests and what was answered. */
const cache = lineCache(MOST_BYTES);
const load = batchedLoader({ series: fetchSeries, groups: fetchGroups }, (run) => setTimeout(run));

/** Lines of a metric for the view, kept up to date while the chart is on the screen and the tab is seen. */
export function useSeries(
  metric: string,
  runs: readonly ChartRun[],
  query: SeriesQuery | null,
  { visible, passing }: { visible: boolean; passing: boolean },
): SeriesState {
  const [state, setState] = useState<SeriesState>(NO_SERIES);
  const feed = useRef<SeriesFeed | null>(null);
  const hidden = useSyncExternalStore(onTabSeen, () => document.hidden);

  useEffect(() => {
    // Lines may wait for a key that is being pressed, and for the frame that shows it.
    const show = (next: SeriesState): void => startTransition(() => setState(next));
    feed.current = new SeriesFeed(load, cache, show, pageTimers.after);
    const stop = onServerBack(() => feed.current?.retry());
    return () => {
      stop();
      feed.current?.close();
      feed.current = null;
    };
  }, []);
  useEffect(() => {
    feed.current?.wish({ metric, runs, query, passing, active: visible && !hidden });
  }, [metric, runs, query, passing, visible, hidden]);
  return state;
}

function onTabSeen(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}
