import { Hono } from 'hono';
import type { Health } from '../../shared/health.ts';
import type { Engine } from '../engine/api.ts';

export function healthRoutes({ engine }: { engine: Engine }) {
  return new Hono().get('/health', async (c) => {
    const body: Health = await engine.health();
    return c.json(body);
  });
}
