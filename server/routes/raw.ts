import { Hono } from 'hono';
import * as z from 'zod';
import type { WritesAnswer } from '../../shared/writes.ts';
import type { Engine } from '../engine/api.ts';
import type { RawAnswer } from '../engine/rawQuestions.ts';
import { about, decimal, labels, orNull, text, whole } from './parameters.ts';
import { RequestProblem, unwrap } from './problem.ts';
import { aboutCoords, pageQuery } from './queries.ts';
import { validate } from './validate.ts';

const MOST_ROWS = 50_000;
export const rawQuery = z.object({
  runId: about(text(1024, 1), 'An id, a number within the project, or a display id.', 'DIG-1'),
  projectName: about(
    orNull(text(1024, 1)),
    'Where the run is looked for; a number or display id may need it.',
    'digits',
  ),
  logName: about(text(1024, 1), 'Name of the metric.', 'train/loss'),
  stepMin: about(orNull(decimal), 'First step, inclusive.', 100),
  stepMax: about(orNull(decimal), 'Last step, inclusive.', 104),
  coords: aboutCoords,
  limit: about(whole(1, MOST_ROWS).default(MOST_ROWS), 'Most rows of the answer.'),
});

export const writesQuery = pageQuery.extend({
  metric: about(text(4096, 1), 'Name of the metric.', 'train/loss'),
  scale: about(text(4096, 1).default('ML_STEP'), 'Scale of the series.'),
  labels: about(
    labels.optional().transform((value) => value ?? {}),
    'All labels of the series, as `key:value`.',
  ),
  step: about(orNull(decimal), 'Writes of this step only.', 100),
});

/** Every write of one metric as Pluto's `GET /api/runs/metrics/raw` gives it, and of one series with where it stands. */
export function rawRoutes({ engine }: { engine: Engine }) {
  return new Hono()
    .get('/runs/:id/writes', validate('query', writesQuery), async (c) => {
      const body: WritesAnswer = unwrap(await engine.writes(c.req.param('id'), c.req.valid('query')));
      return c.json(body);
    })
    .get('/runs/metrics/raw', validate('query', rawQuery), async (c) => {
      const query = c.req.valid('query');
      const { stepMin, stepMax } = query;
      if (stepMin !== null && stepMax !== null && stepMin > stepMax)
        throw new RequestProblem({ status: 400, detail: 'stepMin: greater than stepMax' });
      const body: RawAnswer = unwrap(await engine.rawMetrics(query));
      return c.json(body);
    });
}
