import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

const PHRASES: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
  507: 'Insufficient Storage',
};

/** A refusal in Dioptra's envelope: `{error, message, detail, originating_path}`. */
export class JobProblem extends Error {
  readonly status: number;
  readonly error: string;
  readonly detail: Record<string, unknown>;

  constructor(status: number, error: string, message: string, detail: Record<string, unknown>) {
    super(message);
    this.status = status;
    this.error = error;
    this.detail = detail;
  }
}

export function answerJobProblem(error: Error, c: Context): Response {
  if (!(error instanceof JobProblem)) throw error;
  const { status, message, detail } = error;
  const body = {
    error: error.error,
    message: `${PHRASES[status] ?? 'Error'} - ${message}`,
    detail,
    originating_path: c.req.path,
  };
  return c.json(body, status as ContentfulStatusCode);
}
