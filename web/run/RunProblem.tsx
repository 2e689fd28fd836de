import { ApiProblem } from '../api/ApiProblem.ts';
import type { RunTab } from '../router/route.ts';
import { hrefOf } from '../router/useRoute.ts';

/** Why there is no page of a run, and what to do: where its id means several, they are named. */
export function RunProblem({ error, run, tab }: { error: Error; run: string; tab: RunTab }) {
  const { status, candidates } = error instanceof ApiProblem ? error : { status: 0, candidates: [] };
  return (
    <div className="shell-note">
      <p>
        <bdi>{error.message}</bdi>
      </p>
      {candidates.length > 0 ? (
        <ul>
          {candidates.map((ref) => (
            <li key={ref}>
              <a href={hrefOf({ page: 'run', run: ref, tab }) + window.location.search}>
                <bdi>{ref}</bdi>
              </a>
            </li>
          ))}
        </ul>
      ) : (
        <p>
          {status === 404 ? (
            <>
              The folder of <bdi>{run}</bdi> is not below the folders that this server shows, or it was moved away.
            </>
          ) : (
            'Check the terminal of the server.'
          )}
        </p>
      )}
    </div>
  );
}
