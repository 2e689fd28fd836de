import { Hono } from 'hono';
import * as z from 'zod';
import type { Diagnosis } from '../../shared/doctor.ts';
import type { Engine } from '../engine/api.ts';
import { about, whole } from './parameters.ts';
import { unwrap } from './problem.ts';
import { validate } from './validate.ts';

export const doctorQuery = z.object({
  limit: about(whole(0, 100_000).default(1_000), 'Most findings of the answer.', 20),
});

/** What was seen and could not be used, with what to do about it. */
export function doctorRoutes({ engine }: { engine: Pick<Engine, 'diagnose'> }) {
  return new Hono().get('/doctor', validate('query', doctorQuery), async (c) => {
    const body: Diagnosis = unwrap(await engine.diagnose(c.req.valid('query').limit));
    c.header('Cache-Control', 'no-store');
    return c.json(body);
  });
}
