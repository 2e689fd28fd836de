import type { Problem } from '../../shared/problem.ts';

/** A request that was refused or never arrived. `status` is 0 when the server did not answer at all. */
export class ApiProblem extends Error {
  readonly status: number;
  /** For 409: path/id of each run that the id could mean. */
  readonly candidates: string[];

  constructor(status: number, detail: string, candidates: string[] = []) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.candidates = candidates;
  }
}

/** Turns an answer that is no success into ApiProblem, whatever its body is (a proxy may have written it). */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text().catch(() => '');
  const body = parseProblem(text);
  const detail = body?.detail ?? `The server answered ${response.status} ${response.statusText}`.trim();
  return new ApiProblem(response.status, detail, body?.candidates);
}

function parseProblem(text: string): Problem | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && typeof (body as Problem).detail === 'string'
      ? (body as Problem)
      : null;
  } catch {
    return null;
  }
}
