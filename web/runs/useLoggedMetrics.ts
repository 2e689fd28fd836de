import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LoggedMetric } from '../../shared/values.ts';
import { loggedMetricsQuery } from '../api/metricQueries.ts';
import type { ChartRun } from '../charts/types.ts';
import { byName } from './metricSections.ts';

export interface LoggedMetrics {
  /** What the runs have logged, ascending by name; undefined while it is being read. */
  logged: readonly LoggedMetric[] | undefined;
  /** Names that can stand on an axis: those of the steps of training. */
  names: readonly string[];
}

const NOTHING: LoggedMetric[] = [];

/** What the runs, or the runs of the groups, have logged. */
export function useLoggedMetrics(runs: readonly ChartRun[]): LoggedMetrics {
  const query = useMemo(() => {
    const ids = new Set(runs.flatMap(({ id, members }) => members ?? [id]));
    return loggedMetricsQuery(
      [...ids],
      runs.reduce((sum, { metrics }) => sum + metrics, 0),
    );
  }, [runs]);
  const { data } = useQuery(query);
  const sorted = useMemo(() => data && byName(data), [data]);
  const logged = runs.length === 0 ? NOTHING : sorted;
  const names = useMemo(
    () => [...new Set((logged ?? []).filter(({ scale }) => scale !== 'SYSTEM').map(({ name }) => name))],
    [logged],
  );
  return { logged, names };
}
