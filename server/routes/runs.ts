import { Hono, type TypedResponse } from 'hono';
import type {
  AnnotationEvent,
  ImageEvent,
  MetricInfo,
  ProjectRow,
  QuarantinedLine,
  RunDetail,
  RunRow,
} from '../../shared/run.ts';
import type { Written } from '../../shared/written.ts';
import type { Engine } from '../engine/api.ts';
import { unwrap } from './problem.ts';
import { pageQuery, runsQuery, writtenQuery } from './queries.ts';
import { validate } from './validate.ts';

/** What runs are there and what each of them is. `:id` is an id, or path/id with its slashes encoded. */
export function runRoutes({ engine }: { engine: Engine }) {
  return new Hono()
    .get('/projects', async (c) => {
      const body: ProjectRow[] = unwrap(await engine.projects());
      return c.json(body);
    })
    .get('/runs', validate('query', runsQuery), async (c) => {
      const { body, total } = unwrap(await engine.runs(c.req.valid('query')));
      c.header('Content-Type', 'application/json');
      c.header('X-Total-Count', String(total));
      // The rows' type is a promise of the engine; bytes cannot prove it.
      return c.body(body) as unknown as TypedResponse<RunRow[], 200, 'json'>;
    })
    .get('/runs/:id', async (c) => {
      const body: RunDetail = unwrap(await engine.run(c.req.param('id')));
      return c.json(body);
    })
    .get('/runs/:id/metric_list', async (c) => {
      const body: MetricInfo[] = unwrap(await engine.metricList(c.req.param('id')));
      return c.json(body);
    })
    .get('/runs/:id/written', validate('query', writtenQuery), async (c) => {
      const { after, count } = c.req.valid('query');
      const body: Written = unwrap(await engine.written(c.req.param('id'), after, count));
      return c.json(body);
    })
    .get('/runs/:id/images', async (c) => {
      const body: ImageEvent[] = unwrap(await engine.images(c.req.param('id')));
      return c.json(body);
    })
    .get('/runs/:id/annotations', async (c) => {
      const body: AnnotationEvent[] = unwrap(await engine.annotations(c.req.param('id')));
      return c.json(body);
    })
    .get('/runs/:id/quarantine', validate('query', pageQuery), async (c) => {
      const { rows, total } = unwrap(await engine.quarantine(c.req.param('id'), c.req.valid('query')));
      const body: QuarantinedLine[] = rows;
      return c.json(body, 200, { 'X-Total-Count': String(total) });
    });
}
