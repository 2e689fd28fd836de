import { hc } from 'hono/client';
import type { Api } from '../../server/api.ts';
import { ApiProblem, problemOf } from './ApiProblem.ts';
import { pageBase } from './pageBase.ts';

/** fetch that answers with a success or throws ApiProblem, also where its time is up; an aborted request stays an AbortError. */
export async function fetchOrThrow(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(input, init);
  } catch (error) {
    if (init?.signal?.aborted && !isTimeout(error)) throw error;
    throw new ApiProblem(0, 'The server does not answer');
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

/** The typed client: every route of the server, no code of it. Path parameters must come through `segment`. */
export const api = hc<Api>(pageBase.href, { fetch: fetchOrThrow }).api;

/** A run's reference as one path segment: ids may be path/id, and hono's client puts parameters in as they are. */
export function segment(ref: string): string {
  return encodeURIComponent(ref);
}
