import { type Context, Hono, type TypedResponse } from 'hono';
import type { StepTable, TimeTable } from '../../shared/table.ts';
import type { TableAnswer } from '../engine/api.ts';
import { matchesEtag } from './etag.ts';
import { unwrap } from './problem.ts';
import { tableQuery } from './queries.ts';
import type { TableCache } from './tableCache.ts';
import { validate } from './validate.ts';

/** The points of one run as a table by time or by step. Bodies come from the engine as finished JSON. */
export function metricRoutes({ tables }: { tables: TableCache }) {
  return new Hono()
    .get('/runs/:id/metrics', validate('query', tableQuery), async (c) => {
      const query = { by: 'time' as const, ...c.req.valid('query') };
      return respond<TimeTable>(c, unwrap(await tables.table(c.req.param('id'), query)));
    })
    .get('/runs/:id/metrics_step', validate('query', tableQuery), async (c) => {
      const query = { by: 'step' as const, ...c.req.valid('query') };
      return respond<StepTable>(c, unwrap(await tables.table(c.req.param('id'), query)));
    });
}

/** The body's type is a promise of the engine; bytes cannot prove it. */
type TableResponse<Table> = Response & TypedResponse<Table, 200, 'json'>;

function respond<Table>(c: Context, answer: TableAnswer): TableResponse<Table> {
  const { etag, body, totalCount, rowCount, lastStep, hiddenSeries, pendingBytes } = answer;
  const always = {
    'Cache-Control': 'no-cache',
    ...(etag !== null && { ETag: etag }),
    // A line that was torn later leaves the tag as it is.
    ...(pendingBytes > 0 && { 'X-Pending-Bytes': String(pendingBytes) }),
  };
  // Who holds the answer holds what its other headers count, too.
  if (etag !== null && matchesEtag(c.req.header('if-none-match'), etag))
    return c.body(null, 304, always) as unknown as TableResponse<Table>;
  const headers = {
    ...always,
    'Content-Type': 'application/json',
    'X-Total-Count': String(totalCount),
    'X-Row-Count': String(rowCount),
    ...(lastStep !== null && { 'X-Last-Step': String(lastStep) }),
    'X-Hidden-Series': String(hiddenSeries),
  };
  return c.body(body, 200, headers) as unknown as TableResponse<Table>;
}
