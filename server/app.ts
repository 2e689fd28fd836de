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

const CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Who may ask → how often → API → page. The guard stands before all of it (serveApp). */
export function createApp(deps: AppDeps) {
  const app = new Hono();
  app.use('*', async (c, next) => {
    await next();
    c.res.headers.set('X-Content-Type-Options', 'nosniff');
    c.res.headers.set('Referrer-Policy', 'no-referrer');
    c.res.headers.set('Cross-Origin-Resource-Policy', 'same-origin');
    if (!c.res.headers.has('Content-Security-Policy')) c.res.headers.set('Content-Security-Policy', CSP);
  });
  app.use('*', authenticate(deps.access));
  app.use('/api/*', limitRate(deps.rate, deps.access));
  app.route('/', createApi(deps));
  app.all('/api/*', (c) => problem(c, 404, 'No such route'));
  if (deps.page !== null) app.route('/', staticPage(deps.page));
  app.onError(answerProblem(deps.report));
  return app;
}
