import { CommandProblem } from './commandProblem.ts';

/** The server's routes, wherever they are answered: by a running server, or by an engine in this process. */
export interface Connection {
  /** `path` is relative to the server: `api/runs`. */
  get(path: string): Promise<Response>;
  /** Between two questions of what goes on for long: lets another process have the index, and follows it there. */
  giveWay(): Promise<void>;
  close(): Promise<void>;
}

/** The JSON of an answer; whatever the server refuses ends the command with the server's own sentence. */
export async function askJson<T>(connection: Connection, path: string): Promise<T> {
  return jsonOf<T>(await connection.get(path));
}

export async function jsonOf<T>(answer: Response): Promise<T> {
  return (await (await accepted(answer)).json()) as T;
}

/** An answer to be read as it comes. */
export async function ask(connection: Connection, path: string): Promise<Response> {
  return accepted(await connection.get(path));
}

async function accepted(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  throw new CommandProblem(await refusalOf(answer));
}

async function refusalOf(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => null)) as { detail?: unknown; candidates?: string[] } | null;
  const detail = typeof body?.detail === 'string' ? body.detail : `the server answered ${answer.status}`;
  return body?.candidates === undefined ? detail : `${detail}\n  ${body.candidates.join('\n  ')}`;
}
