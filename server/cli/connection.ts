import { CommandProblem } from './commandProblem.ts';

/** The server's routes, wherever they are answered: by a running server, or by an engine in this process. */
export interface Connection {
  /** `path` is relative to the server: `api/runs`. */
  get(path: string): Promise<Response>;
  close(): Promise<void>;
}

/** The JSON of an answer; whatever the server refuses ends the command with the server's own sentence. */
export async function askJson<T>(connection: Connection, path: string): Promise<T> {
  return (await (await ask(connection, path)).json()) as T;
}

export async function ask(connection: Connection, path: string): Promise<Response> {
  const answer = await connection.get(path);
  if (answer.ok) return answer;
  throw new CommandProblem(await refusalOf(answer));
}

async function refusalOf(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => null)) as { detail?: unknown; candidates?: string[] } | null;
  const detail = typeof body?.detail === 'string' ? body.detail : `the server answered ${answer.status}`;
  return body?.candidates === undefined ? detail : `${detail}\n  ${body.candidates.join('\n  ')}`;
}
