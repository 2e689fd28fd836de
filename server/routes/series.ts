import { type Context, Hono } from 'hono';
import type { SeriesRequest } from '../../shared/series.ts';
import type { LoggedMetric } from '../../shared/values.ts';
import type { Answer, BytesAnswer, Engine, SeriesFormat } from '../engine/api.ts';
import { limitBody } from './limitBody.ts';
import { unwrap } from './problem.ts';
import { groupBody, loggedBody, seriesBody, seriesQuery } from './seriesRequest.ts';
import { validate } from './validate.ts';

const ARROW = 'application/vnd.apache.arrow.stream';
const MOST_BODY_BYTES = 8 * 1024 * 1024;

/**
 * Points of many runs and metrics, thinned to what a chart of a given width can show. An Arrow stream where `Accept`
 * names its type, JSON columns otherwise. POST is for lists too long for an address; it changes nothing either.
 */
export function seriesRoutes({ engine }: { engine: Engine }) {
  const limit = limitBody(MOST_BODY_BYTES, 422);
  return new Hono()
    .get('/series', validate('query', seriesQuery), async (c) =>
      answer(c, ask(engine, { ...c.req.valid('query'), since: {} })),
    )
    .post('/series', limit, validate('json', seriesBody), async (c) => answer(c, ask(engine, c.req.valid('json'))))
    .post('/logged_metrics', limit, validate('json', loggedBody), async (c) => {
      const body: LoggedMetric[] = unwrap(await engine.loggedMetrics(c.req.valid('json').runs));
      return c.json(body);
    })
    .post('/group_series', limit, validate('json', groupBody), async (c) =>
      answer(c, (format) => engine.groupSeries(c.req.valid('json'), format)),
    );
}

type Ask = (format: SeriesFormat) => Promise<Answer<BytesAnswer>>;

function ask(engine: Engine, request: SeriesRequest): Ask {
  return (format) => engine.series(request, format);
}

async function answer(c: Context, asked: Ask) {
  const arrow = (c.req.header('accept') ?? '').includes(ARROW);
  const { body, pendingBytes } = unwrap(await asked(arrow ? 'arrow' : 'json'));
  c.header('Content-Type', arrow ? ARROW : 'application/json');
  c.header('Vary', 'Accept');
  if (pendingBytes > 0) c.header('X-Pending-Bytes', String(pendingBytes));
  return c.body(body);
}
