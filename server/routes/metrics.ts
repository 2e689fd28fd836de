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
  c.header('Cache-Control', 'no-cache');
  c.header('X-Total-Count', String(answer.totalCount));
  c.header('X-Row-Count', String(answer.rowCount));
  if (answer.lastStep !== null) c.header('X-Last-Step', String(answer.lastStep));
  c.header('X-Hidden-Series', String(answer.hiddenSeries));
  if (answer.pendingBytes > 0) c.header('X-Pending-Bytes', String(answer.pendingBytes));
  if (answer.etag !== null) c.header('ETag', answer.etag);
  if (answer.etag !== null && matchesEtag(c.req.header('if-none-match'), answer.etag)) {
    return c.body(null, 304) as unknown as TableResponse<Table>;
  }
  c.header('Content-Type', 'application/json');
  return c.body(answer.body, 200) as unknown as TableResponse<Table>;
}
