import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { Operation } from '../openapi/openapiTypes.ts';
import type { RouteDescription } from '../openapi/routeDescription.ts';

export interface Asked {
  method: string;
  address: string;
  body?: string | null;
  headers?: Record<string, string>;
  upgrade?: boolean;
}

export interface Answered {
  status: number;
  type: string;
  text: string;
}

const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** A request as it stands: no client puts the address right. A socket that opens is closed at once. */
export function ask(origin: string, asked: Asked): Promise<Answered> {
  const { method, address, body = null, headers = {}, upgrade = false } = asked;
  const { hostname, port } = new URL(origin);
  const json = body === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const all = { ...(upgrade ? UPGRADE : {}), ...json, ...headers };
  return new Promise((resolve, reject) => {
    const take = (response: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: (response.headers['content-type'] ?? '').split(';')[0] ?? '',
          text: Buffer.concat(chunks).toString(),
        }),
      );
    };
    const sent = request({ hostname, port, path: address, method: method.toUpperCase(), headers: all }, take);
    sent.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, type: '', text: '' });
    });
    // A connection that was kept open may have been closed by the server meanwhile.
    sent.on('error', (error: NodeJS.ErrnoException) =>
      sent.reusedSocket && error.code === 'ECONNRESET' ? resolve(ask(origin, asked)) : reject(error),
    );
    sent.end(body ?? undefined);
  });
}

/** What the description of a route does not allow in an answer; null when it is all there. */
export function undocumented(route: RouteDescription, { responses }: Operation, answer: Answered): string | null {
  const { status, type, text } = answer;
  if (responses[status] === undefined) return `status ${status} is not documented: ${text.slice(0, 200)}`;
  if (status >= 400 && /\n\s+at .+:\d+|node:internal|\.ts:\d+/.test(text))
    return `a stack trace: ${text.slice(0, 300)}`;
  // Of a refused upgrade a client sees the status only.
  if (status >= 400) return text === '' && responses['101'] !== undefined ? null : refusalFault(route, answer);
  const described = route.answers.find((one) => one.status === status);
  if (described?.schema === undefined || type !== 'application/json') {
    const types = described?.types ?? [];
    return types.length === 0 ? (text === '' ? null : 'a body') : typeFault(types, type);
  }
  const body: unknown = JSON.parse(text);
  const schema = described.list === true ? described.schema.array() : described.schema;
  const read = schema.safeParse(body);
  if (!read.success) return `${read.error.issues[0]?.path.join('.')}: ${read.error.issues[0]?.message}`;
  return JSON.stringify(read.data).length === JSON.stringify(body).length ? null : 'a field that is not documented';
}

function typeFault(types: readonly string[], type: string): string | null {
  return types.includes(type) || types.includes('*/*') ? null : `the type ${type}`;
}

function refusalFault({ envelope }: RouteDescription, { status, text }: Answered): string | null {
  if (!text.startsWith('{')) return `a refusal that is not JSON (${status}): ${text.slice(0, 200)}`;
  const body = JSON.parse(text) as Record<string, unknown>;
  const enveloped = ['error', 'message', 'detail', 'originating_path'].every((name) => name in body);
  if (typeof body.detail !== 'string' && !(envelope === 'dioptra' && enveloped))
    return `no detail: ${text.slice(0, 200)}`;
  return /["'\s(](\/(tmp|home|root|usr|var|proc)\/|[A-Z]:\\)/.test(text)
    ? `an absolute path (${status}): ${text.slice(0, 200)}`
    : null;
}
