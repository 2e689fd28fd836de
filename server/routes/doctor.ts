import { Hono } from 'hono';
import * as z from 'zod';
import type { Diagnosis } from '../../shared/doctor.ts';
import type { Engine } from '../engine/api.ts';
import { unwrap } from './problem.ts';
import { validate } from './validate.ts';

const limit = z.coerce.number().int().min(0).max(100_000).default(1_000);

/** What was seen and could not be used, with what to do about it. */
export function doctorRoutes({ engine }: { engine: Pick<Engine, 'diagnose'> }) {
  return new Hono().get('/doctor', validate('query', z.object({ limit })), async (c) => {
    const body: Diagnosis = unwrap(await engine.diagnose(c.req.valid('query').limit));
    c.header('Cache-Control', 'no-store');
    return c.json(body);
  });
}
