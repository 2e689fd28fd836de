import { Hono } from 'hono';
import * as z from 'zod';
import type { WritesAnswer } from '../../shared/writes.ts';
import type { Engine } from '../engine/api.ts';
import type { RawAnswer } from '../engine/rawQuestions.ts';
import { RequestProblem, unwrap } from './problem.ts';
import { coords, labels, pageQuery } from './queries.ts';
import { validate } from './validate.ts';

const MOST_ROWS = 50_000;
const step = z.coerce.number({ error: 'a number' }).optional();

const rawQuery = z.object({
  runId: z.string().min(1).max(1024),
  projectName: z.string().min(1).max(1024).optional(),
  logName: z.string().min(1).max(1024),
  stepMin: step,
  stepMax: step,
  coords: coords.nullish().transform((value) => value ?? null),
  limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(MOST_ROWS),
});

const writesQuery = pageQuery.extend({
  metric: z.string().min(1).max(4096),
  scale: z.string().min(1).max(4096).default('ML_STEP'),
  labels: labels.optional().transform((value) => value ?? {}),
  step: step.transform((value) => value ?? null),
});

/** Every write of one metric as Pluto's `GET /api/runs/metrics/raw` gives it, and of one series with where it stands. */
export function rawRoutes({ engine }: { engine: Engine }) {
  return new Hono()
    .get('/runs/:id/writes', validate('query', writesQuery), async (c) => {
      const body: WritesAnswer = unwrap(await engine.writes(c.req.param('id'), c.req.valid('query')));
      return c.json(body);
    })
    .get('/runs/metrics/raw', validate('query', rawQuery), async (c) => {
      const { projectName = null, stepMin = null, stepMax = null, ...query } = c.req.valid('query');
      if (stepMin !== null && stepMax !== null && stepMin > stepMax)
        throw new RequestProblem({ status: 400, detail: 'stepMin: greater than stepMax' });
      const body: RawAnswer = unwrap(await engine.rawMetrics({ ...query, projectName, stepMin, stepMax }));
      return c.json(body);
    });
}
