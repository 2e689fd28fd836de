import { reasonOf } from './askServer.ts';
import { OptionError, QueryError } from './errors.ts';
import { isObject } from './jsonFile.ts';

const DEFAULT_SERVER = 'http://127.0.0.1:23300';
const LONGEST_DETAIL = 4096;

/** What is undefined or null is left out; lists are repeated, so that a name may hold a comma. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

export interface ReaderOptions {
  /** Else STEPWELL_SERVER, else http://127.0.0.1:23300. */
  server?: string | undefined;
  /** For a server that asks for one, else STEPWELL_TOKEN. An API key writes and does not read. */
  token?: string | undefined;
  /** Seconds for an answer to begin and, again, to end; 60. */
  timeout?: number | undefined;
}

/** Questions to one server. All methods reject with QueryError. */
export class QueryReader {
  readonly server: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly #headers: Record<string, string>;

  /** Throws OptionError. */
  constructor({ server, token, timeout = 60 }: ReaderOptions, env: NodeJS.ProcessEnv = process.env) {
    if (!(typeof timeout === 'number' && timeout > 0))
      throw new OptionError(`timeout=${JSON.stringify(timeout)} is not accepted: it is seconds`);
    this.server = address(server, env);
    this.timeout = timeout * 1000;
    const secret = token || env.STEPWELL_TOKEN || null;
    this.#headers = secret === null ? {} : { Authorization: `Bearer ${secret}` };
  }

  /** JSON of the answer. */
  async get<T>(path: string, query: Query = {}): Promise<T> {
    return (await this.#json(this.#ask('GET', path + search(query)))) as T;
  }

  async post<T>(path: string, body: object): Promise<T> {
    return (await this.#json(this.#ask('POST', path, JSON.stringify(body)))) as T;
  }

  /** The lines of an answer as they come: it may be longer than a text can be. */
  async *lines(path: string, query: Query): AsyncGenerator<string> {
    const answer = await this.#ask('GET', path + search(query));
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const chunk of answer.body ?? []) {
        const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        yield* lines.filter((line) => line !== '');
      }
    } catch (error) {
      throw new QueryError(`the answer of ${this.server} broke off: ${reasonOf(error)}`);
    }
    if (rest !== '') throw new QueryError(`the answer of ${this.server} broke off in a line`);
  }

  async #json(asked: Promise<Response>): Promise<unknown> {
    const answer = await asked;
    try {
      return await answer.json();
    } catch (error) {
      throw new QueryError(`${this.server} is no Stepwell server: ${reasonOf(error)}`, answer.status);
    }
  }

  async #ask(method: string, path: string, body?: string): Promise<Response> {
    let answer: Response;
    try {
      answer = await fetch(this.server + path, {
        method,
        redirect: 'manual',
        headers: { Accept: 'application/json', 'Content-Type': 'application/json', ...this.#headers },
        signal: AbortSignal.timeout(this.timeout),
        ...(body === undefined ? {} : { body }),
      });
      if (answer.ok) return answer;
    } catch (error) {
      throw new QueryError(`no Stepwell server answers at ${this.server}: ${reasonOf(error)}`);
    }
    throw refusal(this.server, answer.status, await answer.text().catch(() => ''));
  }
}

function address(given: string | undefined, env: NodeJS.ProcessEnv): string {
  const server = given || env.STEPWELL_SERVER || DEFAULT_SERVER;
  if (/^https?:\/\/[^/]/.test(server) && URL.canParse(server)) return server.replace(/\/+$/, '');
  const named = given ? 'server' : 'STEPWELL_SERVER';
  throw new OptionError(
    `${named}=${JSON.stringify(server)} is not accepted: it is an address such as ${DEFAULT_SERVER}`,
  );
}

function search(query: Query): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) given.append(name, String(one));
  }
  return given.size === 0 ? '' : `?${given}`;
}

function refusal(server: string, status: number, text: string): QueryError {
  const answer = jsonObject(text);
  // Dioptra's routes put the sentence into `message`; their `detail` is an object.
  const said = [answer.message, answer.detail].find((one) => typeof one === 'string' && one !== '') ?? '';
  const candidates = Array.isArray(answer.candidates) ? ` (${answer.candidates.join(', ')})` : '';
  return new QueryError(`the server ${server} answers ${status}: ${said}${candidates}`, status, answer);
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // A proxy's page, perhaps.
  }
  return { detail: text.slice(0, LONGEST_DETAIL) };
}
