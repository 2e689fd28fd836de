import { Hono } from 'hono';
import * as z from 'zod';
import type { DeletedRun } from '../../shared/deletedRun.ts';
import type { RunRow } from '../../shared/run.ts';
import type { Answer, Engine } from '../engine/api.ts';
import { about, choice } from './parameters.ts';
import { RequestProblem, unwrap } from './problem.ts';
import { validate } from './validate.ts';

const MOST_DELETED = 100;
const alias = z
  .string()
  .max(1024)
  .transform((text) => (text.trim() === '' ? null : text.trim()));
const text = z.string().max(64 * 1024);
const tags = z
  .array(z.string().max(256))
  .max(256)
  .transform((list) => [...new Set(list.map((tag) => tag.trim()).filter((tag) => tag !== ''))]);

export const editBody = z
  .strictObject({
    alias: alias.nullish(),
    tags: tags.nullish(),
    notes: text.nullish(),
    description: text.nullish(),
  })
  .transform(({ alias, tags, notes, description }) => ({
    ...(alias === undefined ? {} : { alias }),
    ...(tags == null ? {} : { tags }),
    ...(notes === undefined ? {} : { notes }),
    ...(description === undefined ? {} : { description }),
  }));
export const directionBody = z.strictObject({
  project: z.string().min(1).max(4096),
  metric: z.string().min(1).max(1024),
  mode: z
    .enum(['min', 'max'])
    .nullable()
    .describe('Which end of the metric is its best; null takes back what was said.'),
});
export const idsBody = z.object({ run_ids: z.array(z.string().min(1).max(4096)).min(1).max(MOST_DELETED) });
export const emptyBody = z.object({ confirm: z.literal(true).describe('Without it nothing is deleted.') });
export const removeQuery = z.object({
  dry_run: about(choice(['true', 'false', '1', '0']).default('false'), 'Only tell what would go.', 'true'),
});

/** What people do to runs in the page: rename, tag, note, delete, restore; and which end of a metric they say is its best. Runicorn's paths, and DELETE of a run. */
export function editRoutes({ engine }: { engine: Engine }) {
  return new Hono()
    .patch('/runs/:id', validate('json', editBody), async (c) => {
      const row: RunRow = unwrap(await engine.editRun(c.req.param('id'), c.req.valid('json')));
      return c.json({ ok: true, alias: row.alias, tags: row.tags, notes: row.notes });
    })
    .put('/directions', validate('json', directionBody), async (c) => {
      const direction = c.req.valid('json');
      const { before } = unwrap(await engine.setDirection(direction));
      return c.json({ ...direction, before });
    })
    .delete('/runs/:id', async (c) => c.json(unwrap(await engine.deleteRun(c.req.param('id')))))
    .post('/runs/soft-delete', validate('json', idsBody), async (c) => {
      const { done, results } = await each(c.req.valid('json').run_ids, (id) => engine.deleteRun(id));
      const total = Object.keys(results).length;
      return c.json({ deleted_count: done, results, message: `Soft deleted ${done} of ${total} runs` });
    })
    .get('/recycle-bin', async (c) => {
      const deleted_runs: DeletedRun[] = unwrap(await engine.deletedRuns());
      return c.json({ deleted_runs });
    })
    .post('/recycle-bin/restore', validate('json', idsBody), async (c) => {
      const { done, results } = await each(c.req.valid('json').run_ids, (id) => engine.restoreRun(id));
      const total = Object.keys(results).length;
      return c.json({ restored_count: done, results, message: `Restored ${done} of ${total} runs` });
    })
    .post('/recycle-bin/empty', async (c) => {
      if (!emptyBody.safeParse(await c.req.json().catch(() => null)).success)
        throw new RequestProblem({ status: 400, detail: 'Must set confirm=true to permanently delete' });
      const refs = unwrap(await engine.deletedRuns()).map(({ id, path }) => (path === '' ? id : `${path}/${id}`));
      const { done } = await each(refs, (ref) => engine.removeRun(ref, false));
      return c.json({ permanently_deleted: done, message: `Deleted ${done} of ${refs.length} runs for good` });
    })
    .delete('/runs/:id/permanent', validate('query', removeQuery), async (c) => {
      const dry = ['true', '1'].includes(c.req.valid('query').dry_run);
      const { id, files, bytes, removed } = unwrap(await engine.removeRun(c.req.param('id'), dry));
      return c.json({ success: true, run_id: id, run_dir_deleted: removed, files, bytes_freed: bytes, errors: [] });
    });
}

interface Outcome {
  success: boolean;
  error?: string;
}

async function each(
  refs: readonly string[],
  work: (ref: string) => Promise<Answer<unknown>>,
): Promise<{ done: number; results: Record<string, Outcome> }> {
  const results = new Map<string, Outcome>();
  for (const ref of new Set(refs)) {
    const answer = await work(ref);
    results.set(ref, answer.ok ? { success: true } : { success: false, error: answer.failure.detail });
  }
  const done = [...results.values()].filter(({ success }) => success).length;
  return { done, results: Object.fromEntries(results) };
}
