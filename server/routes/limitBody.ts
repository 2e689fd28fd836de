import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { RequestProblem } from './problem.ts';

/**
 * Refuses bodies of more than `most` bytes. Where the length is declared (Node holds senders to it) the headers tell: a look
 * at the body itself would make a whole web Request of what Node has read, which takes longer than to answer.
 */
export function limitBody(most: number, status: 413 | 422): MiddlewareHandler {
  const refuse = (): never => {
    throw new RequestProblem({ status, detail: `body: longer than ${most} bytes` });
  };
  const counted = bodyLimit({ maxSize: most, onError: refuse });
  return async (c, next) => {
    const declared = c.req.header('content-length');
    if (declared === undefined || c.req.header('transfer-encoding') !== undefined) return counted(c, next);
    return Number(declared) > most ? refuse() : next();
  };
}
