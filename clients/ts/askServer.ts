import { ServerError } from './errors.ts';
import { isObject, type JsonObject } from './jsonFile.ts';

const LONGEST_DETAIL = 4096;

export interface ServerAnswer {
  status: number;
  /** The answer's object, {detail: text} where it is none. */
  body: JsonObject;
  json: unknown;
  /** What Retry-After asks for, in milliseconds. */
  wait: number | null;
}

export interface ServerRequest {
  method: string;
  /** Below the server's address, with its first slash. */
  path: string;
  body?: string;
  type?: string;
  /** Milliseconds. */
  timeout: number;
  apiKey: string | null;
  signal?: AbortSignal;
}

/** One request. No redirects: events go to the address given or nowhere. Rejects with ServerError where no answer came. */
export async function askServer(server: string, request: ServerRequest): Promise<ServerAnswer> {
  const { method, path, body, type = 'application/json', timeout, apiKey, signal } = request;
  const limit = AbortSignal.timeout(timeout);
  try {
    const answer = await fetch(server + path, {
      method,
      redirect: 'manual',
      headers: {
        Accept: 'application/json',
        'Content-Type': type,
        ...(apiKey === null ? {} : { Authorization: `Bearer ${apiKey}` }),
      },
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    const wait = answer.headers.get('retry-after') ?? '';
    const json = jsonOf(text);
    const said = isObject(json) ? json : { detail: text.slice(0, LONGEST_DETAIL) };
    return { status: answer.status, body: said, json, wait: /^\d{1,6}$/.test(wait) ? Number(wait) * 1000 : null };
  } catch (error) {
    throw new ServerError(`no Stepwell server answers at ${server}: ${reasonOf(error)}`);
  }
}

/** The error for an answer that is no success. */
export function refusal(server: string, { status, body }: Pick<ServerAnswer, 'status' | 'body'>): ServerError {
  const said = typeof body.detail === 'string' && body.detail !== '' ? `: ${body.detail}` : '';
  return new ServerError(`the server ${server} answers ${status}${said}`, status);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page, perhaps: its text is all there is to say.
    return null;
  }
}

/** Why no answer came, in short. */
export function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return 'no answer in time';
  return cause?.message || cause?.code || message;
}
