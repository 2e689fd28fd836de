import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem } from '../../shared/problem.ts';
import type { Answer, Failure } from '../engine/api.ts';

/** A refusal on its way to the one place that turns it into an HTTP answer (`answerProblem`). */
export class RequestProblem extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail);
    this.failure = failure;
  }
}

/** The value of an engine's answer; a failure leaves the handler as RequestProblem. */
export function unwrap<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new RequestProblem(answer.failure);
}

/** `{"detail": …}` with its status. Handlers never build error bodies themselves. */
export function problem(c: Context, status: ContentfulStatusCode, detail: string, candidates?: string[]): Response {
  const body: Problem = candidates === undefined ? { detail } : { detail, candidates };
  c.header('Cache-Control', 'no-store');
  return c.json(body, status);
}

/**
 * The one error handler. Whatever is no refusal of ours is a defect: it goes to `report` in full and to the client as
 * one sentence without stack, path or message, any of which may hold what is nobody's business.
 */
export function answerProblem(report: (error: Error) => void): (error: Error, c: Context) => Response {
  return (error, c) => {
    if (error instanceof RequestProblem) {
      return problem(c, error.failure.status, error.failure.detail, error.failure.candidates);
    }
    if (error instanceof HTTPException) return problem(c, error.status as ContentfulStatusCode, error.message);
    report(error);
    return problem(c, 500, 'The server failed to answer this request; its terminal says why');
  };
}
