import type { GroupRequest } from '../../shared/groups.ts';
import type { SeriesRequest } from '../../shared/series.ts';
import { fetchOrThrow } from '../api/client.ts';
import { pageUrl } from '../api/pageBase.ts';
import { type FetchedSeries, readSeries } from './readSeries.ts';
import type { ChartLine } from './types.ts';

/** One request of the series route. Throws ApiProblem, or the signal's reason when it was aborted. */
export function fetchSeries(request: SeriesRequest, signal?: AbortSignal): Promise<FetchedSeries> {
  return fetchColumns('api/series', request, signal);
}

/** One request of the route for groups of runs. Throws as `fetchSeries` does. */
export function fetchGroups(request: GroupRequest, signal?: AbortSignal): Promise<FetchedSeries> {
  return fetchColumns('api/group_series', request, signal);
}

/** The lines of one request of its own, for who does not take part in batching. */
export async function fetchLines(request: SeriesRequest): Promise<ChartLine[]> {
  return (await fetchSeries(request)).lines;
}

async function fetchColumns(path: string, request: object, signal?: AbortSignal): Promise<FetchedSeries> {
  const response = await fetchOrThrow(pageUrl(path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/vnd.apache.arrow.stream' },
    body: JSON.stringify(request),
    ...(signal === undefined ? {} : { signal }),
  });
  return readSeries(new Uint8Array(await response.arrayBuffer()));
}
