import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { problem } from './routes/problem.ts';

const COOKIE = 'stepwell';
/** A one-time address is good for this long. */
const ONE_TIME_MS = 10 * 60_000;

/** Who may ask. Without a token everybody who reaches the address may. */
export interface Access {
  required: boolean;
  /** A new address that logs one browser in, once. */
  oneTimeCode(): string;
  /** Whether a header or cookie carries the token or a session. */
  holds(authorization: string | undefined, cookie: string | undefined): boolean;
  /** Whether a header carries a key: it opens the ingest routes and nothing else. */
  holdsKey(authorization: string | undefined): boolean;
  /** Spends a one-time code; the session to keep in a cookie, or null. */
  spend(code: string): string | null;
}

export function createAccess(
  token: string | null,
  clock: () => number = Date.now,
  isKey: (secret: string) => boolean = () => false,
): Access {
  const codes = new Map<string, number>();
  const sessions = new Set<string>();
  return {
    required: token !== null,
    oneTimeCode: () => {
      const code = randomBytes(24).toString('base64url');
      codes.set(code, clock() + ONE_TIME_MS);
      return code;
    },
    holds: (authorization, cookie) => {
      if (token === null || (cookie !== undefined && sessions.has(digest(cookie)))) return true;
      const bearer = bearerOf(authorization);
      return bearer !== undefined && equalSecrets(bearer, token);
    },
    holdsKey: (authorization) => {
      const bearer = bearerOf(authorization);
      return bearer !== undefined && isKey(bearer);
    },
    spend: (code) => {
      const until = codes.get(code);
      codes.delete(code);
      if (until === undefined || until < clock()) return null;
      const session = randomBytes(24).toString('base64url');
      sessions.add(digest(session));
      return session;
    },
  };
}

function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
}

/** Takes constant time in the secrets: both are hashed first, so their lengths are equal. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Refuses who holds neither token nor session; `?code=` of a one-time address becomes a session cookie. */
export function authenticate(access: Access): MiddlewareHandler {
  return async (c, next) => {
    if (!access.required) return next();
    const code = c.req.query('code');
    const session = code === undefined ? null : access.spend(code);
    if (session !== null) {
      setCookie(c, COOKIE, session, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return c.redirect(new URL(c.req.url).pathname);
    }
    if (access.holds(c.req.header('authorization'), getCookie(c, COOKIE))) return next();
    if (c.req.path.startsWith('/api/ingest/') && access.holdsKey(c.req.header('authorization'))) return next();
    return problem(
      c,
      401,
      'This server asks for a token: open the address that its terminal shows, or send "Authorization: Bearer <token>"',
    );
  };
}
