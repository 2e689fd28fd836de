import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import { WebSocketServer } from 'ws';
import { guardIncoming } from './guardRequest.ts';

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

/** On every answer, refusals and failures too; a route may have a policy of its own. */
const ALWAYS = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Content-Security-Policy', CSP],
] as const;

interface ServedApp {
  fetch(request: Request, env: HttpBindings): Response | Promise<Response>;
}

export interface Serving {
  port: number;
  close(): Promise<void>;
}

/** Listens, with the guard in front of the router for requests and upgrades alike. Rejects with the listen error. */
export function serveApp(
  app: ServedApp,
  at: { host: string; port: number; names: ReadonlySet<string> },
): Promise<Serving> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024, perMessageDeflate: false });
  const guarded = (request: Request, env: object): Response | Promise<Response> => {
    const bindings = env as HttpBindings;
    // Set where Node writes them: a response that is read again on its way out is made twice.
    for (const [name, value] of ALWAYS) bindings.outgoing?.setHeader(name, value);
    const verdict = guardIncoming(bindings.incoming as IncomingMessage, at.names);
    if (verdict.allowed) return app.fetch(request, bindings);
    return Response.json({ detail: verdict.detail }, { status: verdict.status });
  };
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch: guarded, hostname: at.host, port: at.port, websocket: { server: sockets as never } },
      (info: AddressInfo) => {
        resolve({ port: info.port, close: () => closeServer(server as Server, sockets) });
      },
    );
    server.once('error', reject);
  });
}

function closeServer(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
