import { setTimeout as after } from 'node:timers/promises';
import { Hono } from 'hono';
import type { Health } from '../../shared/health.ts';
import type { Engine } from '../engine/api.ts';

/** Longer than this nobody waits for the engine to say how it is. */
const PATIENCE_MS = 10;

export function healthRoutes({ engine }: { engine: Engine }) {
  const health = knownHealth(() => engine.health(), PATIENCE_MS);
  return new Hono().get('/health', async (c) => {
    const body: Health = await health();
    return c.json(body);
  });
}

/** What `ask` says, or what it said last where it is busy for longer than `patience`; `as_of` tells which. */
export function knownHealth(ask: () => Promise<Health>, patience: number): () => Promise<Health> {
  let last: Health | null = null;
  return async () => {
    const asked = ask().then((health) => {
      last = health;
      return health;
    });
    if (last === null) return asked;
    const waiting = new AbortController();
    const tooLong = after(patience, null, { signal: waiting.signal }).catch(() => null);
    try {
      return (await Promise.race([asked, tooLong])) ?? last;
    } finally {
      waiting.abort();
      asked.catch(() => {});
    }
  };
}
