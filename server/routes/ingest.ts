import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { Folder, IngestAnswer, RunStarted } from '../../shared/ingest.ts';
import { MOST_BATCH_BYTES, MOST_BATCH_ITEMS } from '../../shared/ingest.ts';
import type { RunRow } from '../../shared/run.ts';
import type { Engine } from '../engine/api.ts';
import { folderBody, folderQuery, runPatchBody, runStartBody } from './ingestBodies.ts';
import { limitBody } from './limitBody.ts';
import { RequestProblem, unwrap } from './problem.ts';
import { validate } from './validate.ts';

/** Routes that write: runs, events, status and folders, for the clients of clients/. The shapes are those of shared/ingest.ts. */
export function ingestRoutes({ engine }: { engine: Engine }) {
  const limit = limitBody(MOST_BATCH_BYTES, 413);
  return new Hono()
    .post('/ingest/runs', limit, validate('json', runStartBody), async (c) => {
      const body: RunStarted = unwrap(await engine.startRun(c.req.valid('json')));
      return c.json(body, body.resumed ? 200 : 201);
    })
    .post('/ingest/runs/:id/events', limit, async (c) => {
      const items = withIds(await itemsOf(c), c.req.header('idempotency-key'));
      const body: IngestAnswer = unwrap(await engine.ingestEvents(c.req.param('id'), items));
      return c.json(body);
    })
    .patch('/ingest/runs/:id', limit, validate('json', runPatchBody), async (c) => {
      const body: RunRow = unwrap(await engine.patchRun(c.req.param('id'), c.req.valid('json')));
      return c.json(body);
    })
    .get('/ingest/folders', validate('query', folderQuery), async (c) => {
      const body: Folder[] = unwrap(await engine.folders(c.req.valid('query').path));
      return c.json(body);
    })
    .post('/ingest/folders', validate('json', folderBody), async (c) => {
      const { created, ...body } = unwrap(await engine.makeFolder(c.req.valid('json').path));
      return c.json(body as Folder, created ? 201 : 200);
    });
}

/** NDJSON (an item a line) or `{"events": […]}`. A line that is no JSON becomes an item that is refused by its index. */
async function itemsOf(c: Context): Promise<unknown[]> {
  const text = await c.req.text();
  const items = (c.req.header('content-type') ?? '').includes('ndjson') ? ndjson(text) : eventsOf(text);
  if (items.length > MOST_BATCH_ITEMS)
    throw new RequestProblem({ status: 413, detail: `events: more than ${MOST_BATCH_ITEMS} in one request` });
  return items;
}

function ndjson(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        return null;
      }
    });
}

function eventsOf(text: string): unknown[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new RequestProblem({ status: 422, detail: 'body: not valid JSON' });
  }
  const events = (body as { events?: unknown } | null)?.events;
  if (!Array.isArray(events)) throw new RequestProblem({ status: 422, detail: 'events: a list of events' });
  return events;
}

/** A repeated request with the same key holds the same events: those without an id of their own get one by their place. */
function withIds(items: unknown[], key: string | undefined): unknown[] {
  if (key === undefined) return items;
  const session = `key-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
  return items.map((item, i) =>
    typeof item === 'object' && item !== null && !('event_id' in item)
      ? { ...item, event_id: `${session}:${i + 1}` }
      : item,
  );
}
