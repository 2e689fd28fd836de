import { Hono } from 'hono';
import type { Engine } from './engine/api.ts';
import { healthRoutes } from './routes/health.ts';
import { metricRoutes } from './routes/metrics.ts';
import { runRoutes } from './routes/runs.ts';
import { seriesRoutes } from './routes/series.ts';

export interface ApiDeps {
  engine: Engine;
  version: string;
}

/** Every route below /api, as one chained router, so that the page's typed client knows paths and bodies. */
export function createApi(deps: ApiDeps) {
  return new Hono()
    .basePath('/api')
    .route('/', healthRoutes(deps))
    .route('/', runRoutes(deps))
    .route('/', metricRoutes(deps))
    .route('/', seriesRoutes(deps));
}

export type Api = ReturnType<typeof createApi>;
