import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { RunStart } from '../../../shared/ingest.ts';

export interface TakenEvent {
  ts: number;
  type: string;
  event_id: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  data: Record<string, any>;
}

/** What the test orders. */
export interface Faults {
  /** Share of replies that are lost after the work is done. */
  lost: number;
  /** Statuses to answer instead, one request each. */
  statuses: number[];
  /** Status to answer instead, always. */
  status: number | null;
  /** Replies wait while it hangs. */
  hangs: boolean;
  imagesHang: boolean;
  rejectNames: Set<string>;
  mostItems: number;
  key: string | null;
  lastSteps: object[];
}

/** A server that speaks shared/ingest.ts, in memory, with faults to order. Stopping and starting again keeps port and state. */
export class IngestServer implements AsyncDisposable {
  readonly events: TakenEvent[] = [];
  readonly runs = new Map<string, { id: string; sessions: string[]; start: RunStart }>();
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  readonly patches: Record<string, any>[] = [];
  readonly requests: { method: string; path: string; status: number }[] = [];
  readonly faults: Faults = {
    lost: 0,
    statuses: [],
    status: null,
    hangs: false,
    imagesHang: false,
    rejectNames: new Set(),
    mostItems: 10_000,
    key: null,
    lastSteps: [],
  };
  readonly #ids = new Set<string>();
  readonly #held: (() => void)[] = [];
  readonly #sockets = new Set<Socket>();
  #seed = 7;
  #server: Server | null = null;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Requests that wait because the server hangs. */
  get held(): number {
    return this.#held.length;
  }

  async start(): Promise<this> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => this.#take(request, response, body));
    });
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** As a killed server: the port refuses, open connections get no answer any more. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    if (server !== null) await new Promise((resolve) => server.close(resolve));
  }

  /** Ends the hanging, and answers what waited. */
  release(): void {
    this.faults.hangs = this.faults.imagesHang = false;
    for (const go of this.#held.splice(0)) go();
  }

  values(name = 'x'): unknown[] {
    return this.events.filter(({ data }) => name in data).map(({ data }) => data[name]);
  }

  get statuses(): unknown[] {
    return this.patches.filter((patch) => 'status' in patch).map((patch) => patch.status);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
    await this.stop();
  }

  #take(request: IncomingMessage, response: ServerResponse, body: string): void {
    if (this.faults.hangs || (this.faults.imagesHang && body.includes('"type":"image"'))) {
      this.#held.push(() => this.#take(request, response, body));
      return;
    }
    if (this.#server === null) return;
    const [status, answer] = this.#answer(request, body);
    this.requests.push({ method: request.method ?? '', path: request.url ?? '', status });
    if (status < 300 && this.#chance() < this.faults.lost) request.socket.destroy();
    else response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  }

  #answer(request: IncomingMessage, body: string): [status: number, answer: object] {
    const { key, statuses, status } = this.faults;
    if (key !== null && request.headers.authorization !== `Bearer ${key}`)
      return [401, { detail: 'this server needs a key' }];
    const wrong = statuses.shift() ?? status;
    if (wrong !== null) return [wrong, { detail: 'ordered by the test' }];
    if (request.url?.endsWith('/api/ingest/runs') === true) return this.#begin(JSON.parse(body));
    if (request.method !== 'PATCH') return this.#append(body);
    this.patches.push(JSON.parse(body));
    return [200, {}];
  }

  #begin(start: RunStart): [number, object] {
    const known = this.runs.get(start.key);
    const again = known?.sessions.includes(start.session) === true;
    if (known !== undefined && !again && start.resume === 'Never')
      return [409, { detail: `a run ${start.key} exists` }];
    const run = known ?? { id: `id-${this.runs.size}`, sessions: [], start };
    this.runs.set(start.key, run);
    run.sessions.push(start.session);
    const resumed = known !== undefined && !again;
    const last_steps = resumed ? this.faults.lastSteps : [];
    const answer = { id: run.id, path: 'x', number: 1, display_id: 'X-1', resumed, last_steps, url: `r/${run.id}` };
    return [resumed || again ? 200 : 201, answer];
  }

  #append(body: string): [number, object] {
    const items = body.split('\n').map((line) => JSON.parse(line) as TakenEvent);
    if (items.length > this.faults.mostItems) return [413, { detail: 'too many' }];
    const answer = { accepted: 0, duplicates: 0, rejected: [] as object[] };
    for (const [index, item] of items.entries()) {
      if (this.#ids.has(item.event_id)) answer.duplicates++;
      else if (this.faults.rejectNames.has(item.data.name))
        answer.rejected.push({ index, field: 'data.name', detail: 'not this name' });
      else {
        this.#ids.add(item.event_id);
        this.events.push(item);
        answer.accepted++;
      }
    }
    return [200, answer];
  }

  /** Numbers that are the same in every run of the test. */
  #chance(): number {
    this.#seed = (this.#seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return this.#seed / 2 ** 31;
  }
}
