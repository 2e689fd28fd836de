import type { SeriesRequest } from '../../shared/series.ts';
import { fetchOrThrow } from '../api/client.ts';
import { pageUrl } from '../api/pageBase.ts';
import { type FetchedSeries, readSeries } from './readSeries.ts';
import type { ChartLine } from './types.ts';

/** One request of the series route. Throws ApiProblem, or the signal's reason when it was aborted. */
export async function fetchSeries(request: SeriesRequest, signal?: AbortSignal): Promise<FetchedSeries> {
  const response = await fetchOrThrow(pageUrl('api/series'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/vnd.apache.arrow.stream' },
    body: JSON.stringify(request),
    ...(signal === undefined ? {} : { signal }),
  });
  return readSeries(new Uint8Array(await response.arrayBuffer()));
}

/** The lines of one request of its own, for who does not take part in batching. */
export async function fetchLines(request: SeriesRequest): Promise<ChartLine[]> {
  return (await fetchSeries(request)).lines;
}
