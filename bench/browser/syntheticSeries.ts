import { columnFromArray, float64, tableFromColumns, tableToIPC, uint8 } from '@uwdata/flechette';
import { m4 } from '../../shared/m4.ts';
import type { SeriesHead, SeriesMeta, SeriesRequest } from '../../shared/series.ts';

export interface Walk {
  x: Float64Array;
  y: Float64Array;
  flag: Uint8Array;
}

/** A random walk of `points` steps, the same for the same seed. */
export function walk(seed: number, points: number): Walk {
  let state = seed * 2654435761 + 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const y = new Float64Array(points);
  let value = 10 * random();
  for (let index = 0; index < points; index++) y[index] = value += random() - 0.5;
  return { x: Float64Array.from(y.keys()), y, flag: new Uint8Array(points) };
}

/** Answers a series request as the server would, from walks: an Arrow IPC stream with the head as metadata. */
export function syntheticAnswer(request: SeriesRequest, walkOf: (run: string, metric: string) => Walk): Uint8Array {
  const parts: Walk[] = [];
  const head: SeriesHead = { series: [], unchanged: [], missing: [], pending_bytes: 0 };
  let offset = 0;
  for (const run of request.runs) {
    for (const metric of request.metrics) {
      const all = walkOf(run, metric);
      const [from, to] = [request.from ?? 0, request.to ?? all.x.length - 1];
      const kept = m4(all, from, to, request.width);
      const pick = <T extends Float64Array | Uint8Array>(column: T): T => take(column, kept);
      parts.push({ x: pick(all.x), y: pick(all.y), flag: pick(all.flag) });
      head.series.push(metaOf(run, metric, all, offset, kept.length));
      offset += kept.length;
    }
  }
  const table = tableFromColumns({
    x: columnFromArray(
      joined(
        parts.map(({ x }) => x),
        new Float64Array(offset),
      ),
      float64(),
    ),
    y: columnFromArray(
      joined(
        parts.map(({ y }) => y),
        new Float64Array(offset),
      ),
      float64(),
    ),
    flag: columnFromArray(
      joined(
        parts.map(({ flag }) => flag),
        new Uint8Array(offset),
      ),
      uint8(),
    ),
  });
  table.schema.metadata = new Map([['stepwell', JSON.stringify(head)]]);
  const bytes = tableToIPC(table, { format: 'stream' });
  if (bytes === null) throw new Error('flechette made no bytes');
  return bytes;
}

function take<T extends Float64Array | Uint8Array>(column: T, kept: Uint32Array): T {
  const out = column.slice(0, kept.length) as T;
  for (let rank = 0; rank < kept.length; rank++) out[rank] = column[kept[rank]!]!;
  return out;
}

function joined<T extends Float64Array | Uint8Array>(parts: T[], out: T): T {
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function metaOf(run: string, metric: string, all: Walk, offset: number, length: number): SeriesMeta {
  let [least, most] = [0, 0];
  for (let index = 0; index < all.y.length; index++) {
    if (all.y[index]! < all.y[least]!) least = index;
    if (all.y[index]! > all.y[most]!) most = index;
  }
  return {
    run,
    metric,
    scale: 'ML_STEP',
    labels: {},
    version: '1',
    offset,
    length,
    smooth_offset: 0,
    smooth_length: 0,
    logged: all.x.length,
    drawn: length,
    without_x: 0,
    zero_time: 0,
    zero_step: 0,
    group: null,
    method: length < all.x.length ? 'm4' : 'raw',
    smoothed_over: null,
    nan: 0,
    pos_inf: 0,
    neg_inf: 0,
    x_min: 0,
    x_max: all.x.length - 1,
    y_min: all.y[least]!,
    y_max: all.y[most]!,
    x_of_min: least,
    x_of_max: most,
    quantiles: null,
    stages: [],
    first_nan_x: null,
  };
}
