import { Hono } from 'hono';
import { type ApiDeps, createApi } from './api.ts';
import { type Access, authenticate } from './auth.ts';
import { limitRate, type RateLimit } from './rateLimit.ts';
import { answerProblem, problem } from './routes/problem.ts';
import { staticPage } from './staticPage.ts';

export interface AppDeps extends ApiDeps {
  access: Access;
  rate: RateLimit;
  /** Folder of the built page; null when there is none (tests). */
  page: string | null;
  report: (error: Error) => void;
}

/** Who may ask → how often → API → page. The guard stands before all of it (serveApp). */
export function createApp(deps: AppDeps) {
  const app = new Hono();
  app.use('*', authenticate(deps.access));
  app.use('/api/*', limitRate(deps.rate, deps.access));
  app.route('/', createApi(deps));
  app.all('/api/*', (c) => problem(c, 404, 'No such route'));
  if (deps.page !== null) app.route('/', staticPage(deps.page));
  app.onError(answerProblem(deps.report));
  return app;
}
