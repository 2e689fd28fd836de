import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { WebSocket, WebSocketServer } from 'ws';
import type { LogPage, LogSearch } from '../../shared/logs.ts';
import { LogFiles } from '../logs/logFiles.ts';
import { logRoutes } from '../routes/logs.ts';
import { answerProblem } from '../routes/problem.ts';
import { tempRoot } from './tempRoot.ts';

/** A server of log routes over a temporary folder in which every folder is a run. */
export interface LogServer extends AsyncDisposable {
  url: string;
  /** Path of a run's logs.txt; the folder is there. */
  log(run: string): string;
  page(run: string, query?: string): Promise<LogPage>;
  search(run: string, query: string): Promise<LogSearch>;
  connect(run: string, query?: string, route?: 'ws' | 'news'): LogClient;
  /** The server's ends of the open sockets. */
  sockets: Set<WebSocket>;
  /** Defects that requests met. */
  defects: Error[];
}

export async function logServer(options: { slowReaderMs?: number } = {}): Promise<LogServer> {
  const root = tempRoot();
  const runs = new Set<string>();
  const logs = new LogFiles();
  const defects: Error[] = [];
  const locate = async (ref: string) =>
    runs.has(ref)
      ? { ok: true as const, value: { id: ref, dir: join(root.path, ref), singleFile: ref === 'single', version: '' } }
      : { ok: false as const, failure: { status: 404 as const, detail: `Run not found: ${ref}` } };
  const app = new Hono().basePath('/api').route('/', logRoutes({ engine: { locate }, logs, ...options }));
  app.onError(answerProblem((error) => defects.push(error)));
  const wss = new WebSocketServer({ noServer: true });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', websocket: { server: wss as never } });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/runs`;
  const get = async (path: string) => (await fetch(`${url}/${path}`)).json();
  return {
    url,
    defects,
    sockets: wss.clients,
    log: (run) => {
      runs.add(run);
      mkdirSync(join(root.path, run), { recursive: true });
      return join(root.path, run, 'logs.txt');
    },
    page: (run, query = '') => get(`${run}/logs?${query}`),
    search: (run, query) => get(`${run}/logs/search?${query}`),
    connect: (run, query = '', route = 'ws') =>
      new LogClient(`${url.replace('http', 'ws')}/${run}/logs/${route}?${query}`),
    [Symbol.asyncDispose]: async () => {
      logs.close();
      for (const client of wss.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
      await root[Symbol.asyncDispose]();
    },
  };
}

/** A client of a log socket that keeps what it was sent. */
export class LogClient {
  readonly socket: WebSocket;
  readonly messages: string[] = [];
  readonly headers: Promise<Record<string, unknown>>;
  closed: { code: number; reason: string } | null = null;
  #changed: (() => void)[] = [];

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.headers = new Promise((resolve) => this.socket.once('upgrade', (response) => resolve(response.headers)));
    this.socket.on('error', () => {});
    this.socket.on('message', (data, isBinary) => {
      this.messages.push(isBinary ? '(binary)' : data.toString());
      this.#tell();
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#tell();
    });
  }

  async count(messages: number): Promise<string[]> {
    return await this.until(() => (this.messages.length >= messages ? this.messages : null));
  }

  async close(): Promise<{ code: number; reason: string }> {
    return await this.until(() => this.closed);
  }

  /** Waits until the condition gives something. */
  async until<T>(condition: () => T | null): Promise<T> {
    for (;;) {
      const value = condition();
      if (value !== null) return value;
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  #tell(): void {
    for (const resolve of this.#changed.splice(0)) resolve();
  }
}
