import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Access } from './auth.ts';
import { isLoopback } from './isLoopback.ts';
import { problem } from './routes/problem.ts';

const WINDOW_MS = 60_000;
const MOST_REQUESTS = 60;
const MOST_LOG_SOCKETS = 10;
const MOST_ADDRESSES = 10_000;
const METRICS = /^\/api\/(?:runs\/[^/]+\/(metrics|metrics_step|progress)|v2\/experiments\/[^/]+\/metrics\/(fast))$/;
const LOG_SOCKET = /^\/api\/runs\/[^/]+\/logs\/ws$/;

export interface RateLimit {
  /** Counts a request; how many are left, and when (ms) the window ends. Negative: it is one too many. */
  take(address: string, route: string): { left: number; resetsInMs: number };
  enabled: boolean | 'foreign';
}

/** Fixed windows of a minute per address and route, as the seed's table says. Bounded in memory. */
export function createRateLimit(enabled: RateLimit['enabled'], clock: () => number = Date.now): RateLimit {
  const windows = new Map<string, { until: number; count: number }>();
  return {
    enabled,
    take: (address, route) => {
      const now = clock();
      const key = `${address} ${route}`;
      let window = windows.get(key);
      if (window === undefined || window.until <= now) {
        if (windows.size >= MOST_ADDRESSES) windows.clear();
        window = { until: now + WINDOW_MS, count: 0 };
        windows.set(key, window);
      }
      window.count++;
      return { left: MOST_REQUESTS - window.count, resetsInMs: window.until - now };
    },
  };
}

/** Limits the seeds' metrics routes and log sockets for clients that are not on this machine and hold no session. */
export function limitRate(rate: RateLimit, access: Access): MiddlewareHandler<{ Bindings: Partial<HttpBindings> }> {
  const sockets = new Map<string, number>();
  return async (c, next) => {
    const [, byRun, byExperiment] = METRICS.exec(c.req.path) ?? [];
    const route = byRun ?? byExperiment;
    const isSocket = LOG_SOCKET.test(c.req.path);
    if ((route === undefined && !isSocket) || rate.enabled === false) return next();
    const { incoming } = c.env;
    const address = incoming?.socket.remoteAddress;
    if (rate.enabled === 'foreign' && (isLoopback(address) || holdsSession(access, getCookie(c, 'stepwell'))))
      return next();
    if (isSocket) {
      const open = sockets.get(address ?? '') ?? 0;
      if (open >= MOST_LOG_SOCKETS) return problem(c, 429, `At most ${MOST_LOG_SOCKETS} log streams per address`);
      sockets.set(address ?? '', open + 1);
      incoming?.socket.once('close', () => sockets.set(address ?? '', (sockets.get(address ?? '') ?? 1) - 1));
      return next();
    }
    const { left, resetsInMs } = rate.take(address ?? '', route as string);
    const seconds = Math.ceil(resetsInMs / 1000);
    c.header('X-RateLimit-Limit', String(MOST_REQUESTS));
    c.header('X-RateLimit-Remaining', String(Math.max(0, left)));
    c.header('X-RateLimit-Reset', String(seconds));
    if (left >= 0) return next();
    c.header('Retry-After', String(seconds));
    return problem(c, 429, `Rate limit exceeded: ${MOST_REQUESTS} requests a minute on ${route}`);
  };
}

function holdsSession(access: Access, cookie: string | undefined): boolean {
  return access.required && access.holds(undefined, cookie);
}
