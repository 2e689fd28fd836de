import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { MetricInfo } from '../../shared/run.ts';
import { metricListKey, metricListQuery } from '../api/queries.ts';

/** Statistics of many metrics are megabytes: while the run moves they are asked for no more often than this. */
const GAP_MS = 2_000;

/** The run's metrics, undefined until they are there; where their values are on the screen (`live`) they follow the run's version. */
export function useFreshMetrics(
  run: string,
  version: string | undefined,
  live: boolean,
): readonly MetricInfo[] | undefined {
  const client = useQueryClient();
  const { data, dataUpdatedAt } = useQuery(metricListQuery(run));
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when the version moves, not when the answer comes.
  useEffect(() => {
    if (!live || version === undefined || dataUpdatedAt === 0) return;
    const wait = Math.max(0, dataUpdatedAt + GAP_MS - Date.now());
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: metricListKey(run) }), wait);
    return () => clearTimeout(timer);
  }, [version, live, run]);
  return data;
}
