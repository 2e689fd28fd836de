import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MetricInfo } from '../../shared/run.ts';
import { metricListQuery } from '../api/queries.ts';
import type { ChartRun } from '../charts/types.ts';

export interface MetricLists {
  /** In the order of the runs asked; undefined while one is being read. */
  lists: readonly (readonly MetricInfo[] | undefined)[];
  /** Names that can stand on an axis: those of the steps of training. */
  names: readonly string[];
}

/** Members of a group that are asked for their metrics: they are alike. */
const MOST_MEMBERS = 3;

/** Of one identity: another function each time would have ten thousand metrics compared at every render. */
function dataOf(results: readonly { data?: unknown }[]): (MetricInfo[] | undefined)[] {
  return results.map(({ data }) => data as MetricInfo[] | undefined);
}

/** What the runs (or the first runs of each group) have logged. */
export function useMetricLists(runs: readonly ChartRun[]): MetricLists {
  const ids = useMemo(
    () => [...new Set(runs.flatMap(({ id, members }) => members?.slice(0, MOST_MEMBERS) ?? [id]))],
    [runs],
  );
  const lists = useQueries({
    queries: ids.map((id) => metricListQuery(id)),
    combine: dataOf,
  });
  const names = useMemo(() => {
    const found = new Set<string>();
    for (const list of lists) for (const { name, scale } of list ?? []) if (scale !== 'SYSTEM') found.add(name);
    return [...found].sort();
  }, [lists]);
  return { lists, names };
}
