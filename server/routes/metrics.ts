import { type Context, Hono, type TypedResponse } from 'hono';
import type { StepTable, TimeTable } from '../../shared/table.ts';
import type { Engine, TableAnswer, TableQuery } from '../engine/api.ts';
import { unwrap } from './problem.ts';
import { tableQuery } from './queries.ts';
import { validate } from './validate.ts';

/** The points of one run as a table by time or by step. Bodies come from the engine as finished JSON. */
export function metricRoutes({ engine }: { engine: Engine }) {
  return new Hono()
    .get('/runs/:id/metrics', validate('query', tableQuery), async (c) => {
      const answer = await table(engine, c.req.param('id'), { by: 'time', ...c.req.valid('query') });
      return respond<TimeTable>(c, answer);
    })
    .get('/runs/:id/metrics_step', validate('query', tableQuery), async (c) => {
      const answer = await table(engine, c.req.param('id'), { by: 'step', ...c.req.valid('query') });
      return respond<StepTable>(c, answer);
    });
}

async function table(engine: Engine, ref: string, query: TableQuery): Promise<TableAnswer> {
  return unwrap(await engine.metricsTable(ref, query));
}

function respond<Table>(c: Context, answer: TableAnswer): Response & TypedResponse<Table, 200, 'json'> {
  c.header('Cache-Control', 'no-cache');
  c.header('X-Total-Count', String(answer.totalCount));
  c.header('X-Row-Count', String(answer.rowCount));
  if (answer.lastStep !== null) c.header('X-Last-Step', String(answer.lastStep));
  c.header('X-Hidden-Series', String(answer.hiddenSeries));
  if (answer.pendingBytes > 0) c.header('X-Pending-Bytes', String(answer.pendingBytes));
  if (answer.etag !== null) c.header('ETag', answer.etag);
  if (answer.etag !== null && c.req.header('if-none-match') === answer.etag) {
    return c.body(null, 304) as unknown as Response & TypedResponse<Table, 200, 'json'>;
  }
  c.header('Content-Type', 'application/json');
  return c.body(answer.body, 200) as unknown as Response & TypedResponse<Table, 200, 'json'>;
}
