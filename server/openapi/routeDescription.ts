import type * as z from 'zod';

/** What a route takes and answers, beside the schemas that it checks with. One per route; a test finds those without one. */
export interface RouteDescription {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As the router has it, below /api. */
  path: string;
  tag: Tag;
  summary: string;
  details?: string;
  /** A value to try for each part of the path; `{id}` of a run needs none. */
  params?: Record<string, { about: string; example: string | number }>;
  query?: z.ZodType;
  /** Request headers that change the answer. */
  headers?: Record<string, string>;
  /** What must hold between fields, which no schema shows. */
  rule?: string;
  body?: BodyDescription;
  answers: AnswerDescription[];
  /** Statuses of refusals; their body is Problem, or Dioptra's envelope. */
  refusals: Refusal[];
  envelope?: 'dioptra';
  deprecated?: true;
}

export type Tag =
  | 'Runs'
  | 'Metrics'
  | 'Raw writes'
  | 'Jobs and experiments'
  | 'Logs and media'
  | 'Export'
  | 'Editing'
  | 'Views'
  | 'Writing'
  | 'Server';

export type Refusal = 400 | 404 | 409 | 413 | 416 | 422 | 426 | 429 | 500 | 503 | 507;

export interface BodyDescription {
  schema: z.ZodType;
  example: unknown;
  /** Further types that carry the same, with an example as text. */
  also?: Record<string, string>;
}

export interface AnswerDescription {
  status: 101 | 200 | 201 | 206 | 304;
  what: string;
  /** A component of the document; without one the body is not JSON, or there is none. */
  schema?: z.ZodType;
  list?: true;
  example?: unknown;
  /** Types of bodies that are not JSON. */
  types?: string[];
  headers?: Record<string, string>;
}

export const EXAMPLE_RUN = '20261120_184222_33a054';

/** The messages of a socket stand in its description: OpenAPI ends at the upgrade. */
export function socketAnswers(messages: string, headers: Record<string, string> = {}): AnswerDescription[] {
  return [{ status: 101, what: `Switching to WebSocket. ${messages}`, headers }];
}
