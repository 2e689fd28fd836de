import { Hono } from 'hono';
import type { Engine } from './engine/api.ts';
import type { LiveHub } from './live/liveHub.ts';
import type { LogFiles } from './logs/logFiles.ts';
import { docsRoutes } from './routes/docs.ts';
import { doctorRoutes } from './routes/doctor.ts';
import { editRoutes } from './routes/edits.ts';
import { exportRoutes } from './routes/export.ts';
import { fastRoutes } from './routes/fast.ts';
import { healthRoutes } from './routes/health.ts';
import { ingestRoutes } from './routes/ingest.ts';
import { jobRoutes } from './routes/jobs.ts';
import { liveRoutes } from './routes/live.ts';
import { logPlaceRoutes } from './routes/logPlaces.ts';
import { logRoutes } from './routes/logs.ts';
import { mediaRoutes } from './routes/media.ts';
import { metricRoutes } from './routes/metrics.ts';
import { rawRoutes } from './routes/raw.ts';
import { runRoutes } from './routes/runs.ts';
import { seriesRoutes } from './routes/series.ts';
import type { TableCache } from './routes/tableCache.ts';
import { valueRoutes } from './routes/values.ts';
import { viewRoutes } from './routes/views.ts';
import { VERSION } from './version.ts';

export interface ApiDeps {
  engine: Engine;
  live: LiveHub;
  tables: TableCache;
  logs: LogFiles;
}

/** Every route below /api, as one chained router, so that the page's typed client knows paths and bodies. */
export function createApi(deps: ApiDeps) {
  return new Hono()
    .basePath('/api')
    .route('/', healthRoutes(deps))
    .route('/', doctorRoutes(deps))
    .route('/', rawRoutes(deps))
    .route('/', jobRoutes(deps))
    .route('/', editRoutes(deps))
    .route('/', valueRoutes(deps))
    .route('/', viewRoutes(deps))
    .route('/', runRoutes(deps))
    .route('/', metricRoutes(deps))
    .route('/', fastRoutes(deps))
    .route('/', exportRoutes(deps))
    .route('/', seriesRoutes(deps))
    .route('/', mediaRoutes(deps))
    .route('/', logPlaceRoutes(deps))
    .route('/', logRoutes(deps))
    .route('/', liveRoutes(deps))
    .route('/', ingestRoutes(deps))
    .route('/', docsRoutes({ loadDocs: async () => (await import('./openapi/loadDocs.ts')).loadDocs(VERSION) }));
}

export type Api = ReturnType<typeof createApi>;
