import { tableFromIPC } from '@uwdata/flechette';
import type { SeriesHead, SeriesRequest } from '../../shared/series.ts';
import { fetchOrThrow } from '../api/client.ts';
import { pageUrl } from '../api/pageBase.ts';
import type { ChartLine, LinePoints } from './types.ts';

/** What a chart asks: everything of a SeriesRequest but the runs and the metric. */
export type SeriesQuery = Pick<SeriesRequest, 'x' | 'from' | 'to' | 'width' | 'smoothing'>;

interface Ask {
  runs: readonly string[];
  metric: string;
  resolve: (lines: ChartLine[]) => void;
  reject: (error: unknown) => void;
}

const waiting = new Map<string, { query: SeriesQuery; asks: Ask[] }>();
let scheduled = false;

/** Asks for a metric of some runs. All asks of one frame that share query and runs go into one request. */
export function loadSeries(runs: readonly string[], metric: string, query: SeriesQuery): Promise<ChartLine[]> {
  return new Promise((resolve, reject) => {
    const key = JSON.stringify([query, runs]);
    const batch = waiting.get(key) ?? { query, asks: [] };
    batch.asks.push({ runs, metric, resolve, reject });
    waiting.set(key, batch);
    if (scheduled) return;
    scheduled = true;
    setTimeout(flush, 4);
  });
}

function flush(): void {
  scheduled = false;
  const batches = [...waiting.values()];
  waiting.clear();
  for (const { query, asks } of batches) void answer(query, asks);
}

async function answer(query: SeriesQuery, asks: Ask[]): Promise<void> {
  const metrics = [...new Set(asks.map((ask) => ask.metric))];
  try {
    const lines = await fetchLines({ ...query, runs: [...(asks[0]?.runs ?? [])], metrics, since: {} });
    for (const ask of asks) ask.resolve(lines.filter((line) => line.meta.metric === ask.metric));
  } catch (error) {
    for (const ask of asks) ask.reject(error);
  }
}

/** One request; the columns of the answer are shared by its lines without a copy. */
export async function fetchLines(request: SeriesRequest): Promise<ChartLine[]> {
  const response = await fetchOrThrow(pageUrl('api/series'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/vnd.apache.arrow.stream' },
    body: JSON.stringify(request),
  });
  return readLines(new Uint8Array(await response.arrayBuffer()));
}

export function readLines(bytes: Uint8Array): ChartLine[] {
  const table = tableFromIPC(bytes);
  const head = JSON.parse(table.schema.metadata?.get('stepwell') ?? '{"series":[]}') as SeriesHead;
  const column = <T>(name: string, empty: T): T =>
    table.numRows === 0 ? empty : (table.getChild(name)?.toArray() as T);
  const x = column('x', new Float64Array(0));
  const y = column('y', new Float64Array(0));
  const flag = column('flag', new Uint8Array(0));
  const cut = (offset: number, length: number): LinePoints => ({
    x: x.subarray(offset, offset + length),
    y: y.subarray(offset, offset + length),
    flag: flag.subarray(offset, offset + length),
  });
  return head.series.map((meta) => ({
    key: JSON.stringify([meta.run, meta.metric, meta.scale, meta.labels]),
    run: meta.run,
    meta,
    raw: cut(meta.offset, meta.length),
    smooth: meta.smooth_length > 0 ? cut(meta.smooth_offset, meta.smooth_length) : null,
  }));
}
