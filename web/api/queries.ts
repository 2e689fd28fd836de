import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { RawAnswer } from '../../server/engine/rawQuestions.ts';
import type { LogPlace } from '../../shared/logs.ts';
import type { AnnotationEvent, RunDetail, RunRow } from '../../shared/run.ts';
import { api, fetchOrThrow, segment } from './client.ts';
import { HEARTBEAT, healthPause } from './healthPause.ts';
import { pageUrl } from './pageBase.ts';
import { refOf } from './refOf.ts';
import { type RunList, readRunList, shareRows } from './runList.ts';

/** The questions that the page asks over HTTP, with their keys; those about metrics of many runs stand in metricQueries.ts. No other file builds a query key. */

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: async ({ signal }) => {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(HEARTBEAT)]);
    return (await api.health.$get({}, { init: { signal: patience } })).json();
  },
  // Doubles as a heartbeat (keepContact.ts): a tunnel may die without closing the socket.
  refetchInterval: ({ state }) => healthPause(state.data),
  retry: false,
});

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async ({ signal }) => (await api.projects.$get({}, { init: { signal } })).json(),
});

export const RUN_LISTS = ['runs'] as const;

/** The run list of a project. `filter` is for lists too long to be filtered in the page. */
export function runListQuery(project: string, filter: string | null) {
  const queryKey = [...RUN_LISTS, project, filter] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ signal, client }): Promise<RunList> => {
      const fetchPage = async (offset: number, limit: number) => {
        const query = {
          project,
          sort: '-created_time',
          offset: String(offset),
          limit: String(limit),
          ...(filter === null ? {} : { filter }),
        };
        const response = await api.runs.$get({ query }, { init: { signal } });
        const rows = (await response.json()) as RunRow[];
        return { rows, total: Number(response.headers.get('X-Total-Count') ?? offset + rows.length) };
      };
      const first = client.getQueryData<RunList>(queryKey) === undefined;
      return readRunList(fetchPage, (partial) => {
        if (first && !signal.aborted) client.setQueryData<RunList>(queryKey, partial);
      });
    },
    structuralSharing: (previous, next) => shareRows(previous as RunList | undefined, next as RunList),
  });
}

/** What is asked of single runs. */
export const RUNS = ['run'] as const;

/** Everything asked about one run: invalidating it leaves other runs alone. */
export function runKey(ref: string) {
  return [...RUNS, ref] as const;
}

export function runDetailQuery(ref: string) {
  return queryOptions({
    queryKey: [...runKey(ref), 'detail'],
    queryFn: async ({ signal }) => {
      const response = await api.runs[':id'].$get(param(ref), { init: { signal } });
      // Named again, as the client's own rendering of JSON types is not assignable to ours.
      return (await response.json()) as RunDetail;
    },
  });
}

export function metricListQuery(ref: string) {
  return queryOptions({
    queryKey: metricListKey(ref),
    queryFn: async ({ signal }) => (await api.runs[':id'].metric_list.$get(param(ref), { init: { signal } })).json(),
    // Up to 10,000 rows of numbers that mostly all move: comparing them deeply costs more than it saves.
    structuralSharing: false,
  });
}

/** Apart from runKey: a run's metric list is long and changes rarely, so news of a run does not fetch it anew. */
export function metricListKey(ref: string) {
  return ['metric list', ref] as const;
}

/** @param count how many there are, as the run's row says: without any nothing is asked. */
export function annotationsQuery(ref: string, count: number) {
  return queryOptions({
    queryKey: annotationsKey(ref),
    enabled: count > 0,
    queryFn: async ({ signal }) => {
      const response = await api.runs[':id'].annotations.$get(param(ref), { init: { signal } });
      return (await response.json()) as AnnotationEvent[];
    },
  });
}

/** Apart from runKey, as a metric list is: asked anew when there are more of them, and not at each news of the run. */
export function annotationsKey(ref: string) {
  return ['annotations', ref] as const;
}

/** Every write of one metric between two steps, inclusive; null is open. */
export function rawQuery(
  run: Pick<RunRow, 'id' | 'path' | 'project'>,
  metric: string,
  steps: readonly [number | null, number | null],
) {
  const [runId, projectName] = [refOf(run), run.project];
  return queryOptions({
    queryKey: ['raw', projectName, runId, metric, ...steps],
    queryFn: async ({ signal }) => {
      const bounds = { stepMin: steps[0], stepMax: steps[1] };
      const query = {
        runId,
        projectName,
        logName: metric,
        ...Object.fromEntries(Object.entries(bounds).filter(([, step]) => step !== null)),
      };
      return (await (await api.runs.metrics.raw.$get({ query }, { init: { signal } })).json()) as RawAnswer;
    },
    gcTime: 60_000,
  });
}

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: async ({ signal }) => (await api.views.$get({}, { init: { signal } })).json(),
});

export const binQuery = queryOptions({
  queryKey: ['recycle bin'],
  queryFn: async ({ signal }) => (await api['recycle-bin'].$get({}, { init: { signal } })).json(),
});

export function imagesQuery(ref: string) {
  return queryOptions({
    queryKey: [...runKey(ref), 'images'],
    queryFn: async ({ signal }) => (await api.runs[':id'].images.$get(param(ref), { init: { signal } })).json(),
  });
}

export function quarantineQuery(ref: string, offset: number, limit: number) {
  return queryOptions({
    queryKey: [...runKey(ref), 'quarantine', offset, limit],
    queryFn: async ({ signal }) => {
      const query = { offset: String(offset), limit: String(limit) };
      const response = await api.runs[':id'].quarantine.$get({ ...param(ref), query }, { init: { signal } });
      const rows = await response.json();
      return { rows, total: Number(response.headers.get('X-Total-Count') ?? rows.length) };
    },
  });
}

/**
 * Where a line of the log lies on the axes, or which line lies at a point: `wanted` are the parameters of that route. Asked once,
 * when it is clicked: news of the run must not scroll the log.
 */
export function logPlaceQuery(ref: string, wanted: Record<string, string>) {
  return queryOptions({
    queryKey: ['log place', ref, wanted],
    queryFn: async ({ signal }): Promise<LogPlace> => {
      const url = pageUrl(`api/runs/${segment(ref)}/logs/at`);
      for (const [name, value] of Object.entries(wanted)) url.searchParams.set(name, value);
      return (await fetchOrThrow(url, { signal })).json();
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** Rows of some runs as they are now; those that are gone are not among them. */
export async function fetchRows(ids: readonly string[]): Promise<RunRow[]> {
  // Given twice, so that no id is split at its commas.
  const response = await api.runs.$get({ query: { ids: [...ids, ''] } });
  return (await response.json()) as RunRow[];
}

/** Fetches a run's detail past the cache's age and stores it. */
export function refetchDetail(client: QueryClient, ref: string) {
  return client.fetchQuery({ ...runDetailQuery(ref), staleTime: 0 });
}

function param(ref: string) {
  return { param: { id: segment(ref) } };
}

/** The uncommitted changes that a run was started with, as a patch. To be asked only where `hasPatch` says so. */
export function patchQuery(ref: string) {
  return queryOptions({
    queryKey: [...runKey(ref), 'patch'],
    queryFn: async ({ signal }) => {
      const response = await fetchOrThrow(pageUrl(`api/runs/${segment(ref)}/media/git.diff`), { signal });
      return response.text();
    },
  });
}
