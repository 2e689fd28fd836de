import { queryOptions } from '@tanstack/react-query';
import type { LoggedMetric, RunValues } from '../../shared/values.ts';
import { api, fetchOrThrow } from './client.ts';
import { pageUrl } from './pageBase.ts';
import { runListQuery } from './queries.ts';
import { mergeValues, movedRuns, type ValueTable } from './valueTable.ts';

/** Names of metrics of a project, for choosing columns. */
export function metricNamesQuery(project: string) {
  return queryOptions({
    queryKey: ['metric names', project],
    queryFn: async ({ signal }) => (await api.metrics.$get({ query: { project } }, { init: { signal } })).json(),
    structuralSharing: false,
  });
}

/**
 * What some runs have logged. Until the answer for other runs is there, the one of before stands if they have a run in common.
 *
 * @param count metrics of these runs, as their rows say: when there are more, they are asked for again.
 */
export function loggedMetricsQuery(ids: readonly string[], count: number) {
  // One text: a list of a thousand ids would be taken apart at each render.
  const joined = ids.join('\n');
  return queryOptions({
    queryKey: ['logged metrics', joined, count],
    queryFn: async ({ signal }) => {
      const response = await fetchOrThrow(pageUrl('api/logged_metrics'), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ runs: ids }),
        signal,
      });
      return (await response.json()) as LoggedMetric[];
    },
    enabled: ids.length > 0,
    placeholderData: (previous, before) => {
      const known = new Set(String(before?.queryKey[1] ?? '').split('\n'));
      return ids.some((id) => known.has(id)) ? previous : undefined;
    },
    structuralSharing: false,
  });
}

/** Statistics of metrics of a project's runs. Asked again, only the runs that moved are asked for. */
export function valuesQuery(project: string, columns: readonly string[]) {
  const queryKey = ['values', project, ...columns] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ signal, client }): Promise<ValueTable> => {
      const rows = client.getQueryData(runListQuery(project, null).queryKey)?.rows ?? [];
      const known = client.getQueryData<ValueTable>(queryKey);
      const runs = known === undefined ? null : movedRuns(known, rows);
      // Given twice, so that no name is split at its commas.
      const query = { project, columns: [...columns, ''], ...(runs === null ? {} : { runs: [...runs, ''] }) };
      const answer = await (await api.values.$get({ query }, { init: { signal } })).json();
      return mergeValues(runs === null ? undefined : known, answer as RunValues);
    },
    structuralSharing: false,
  });
}
