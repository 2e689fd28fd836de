import { Hono } from 'hono';
import * as z from 'zod';
import { type SavedView, viewNameProblem } from '../../shared/views.ts';
import type { Engine } from '../engine/api.ts';
import { RequestProblem, unwrap } from './problem.ts';
import { validate } from './validate.ts';

export const viewBody = z.object({
  project: z
    .string()
    .max(4096)
    .nullish()
    .transform((project) => project ?? null),
  view: z.array(z.string().max(16 * 1024)).max(10_000),
});

/** Saved views: small JSON files in the root. */
export function viewRoutes({ engine }: { engine: Engine }) {
  return new Hono()
    .get('/views', async (c) => {
      const body: SavedView[] = unwrap(await engine.views());
      return c.json(body);
    })
    .put('/views/:name', validate('json', viewBody), async (c) => {
      const body: SavedView = unwrap(await engine.putView(named(c.req.param('name')), c.req.valid('json')));
      return c.json(body);
    })
    .delete('/views/:name', async (c) => c.json(unwrap(await engine.deleteView(named(c.req.param('name'))))));
}

function named(name: string): string {
  const problem = viewNameProblem(name);
  if (problem !== null) throw new RequestProblem({ status: 422, detail: `name: ${problem}` });
  return name;
}
