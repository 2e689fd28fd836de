import { basename, relative } from 'node:path';
import type { Run } from './run.ts';

const DEFAULT_PORT = 23300;
/** A server on this machine answers within a few milliseconds or is not worth waiting for. */
const PROBE_MS = 300;

/** What is said at level Success of a new run: where it is written and how to see it. A `file` is a run on its own. */
export async function announcement(
  run: Run,
  root: string,
  kind: 'folder' | 'file' | 'server',
  port = DEFAULT_PORT,
): Promise<string[]> {
  const verb = run.resumed ? 'resumes' : 'writes';
  if (kind === 'server') return [`run ${run.name} ${verb} ${run.place}`];
  const page = kind === 'file' ? null : await pageAddress(root, run.id, port);
  const shown = kind === 'file' ? run.place : root;
  return [
    `run ${run.name} ${verb} ${shortPath(run.place)}`,
    page === null ? `see it with: stepwell ${quoted(shortPath(shown))}` : `live at ${page}`,
  ];
}

/** The page's address when a server on this machine's default port shows a root of this name. */
async function pageAddress(root: string, runId: string, port: number): Promise<string | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(PROBE_MS) });
    const health = (await answer.json()) as { roots?: { name?: unknown }[] };
    const isShown = health.roots?.some(({ name }) => name === basename(root)) === true;
    return isShown ? `http://127.0.0.1:${port}/r/${encodeURIComponent(runId)}` : null;
  } catch {
    return null;
  }
}

/** A path as a person types it: relative where it lies below the working folder. */
function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' ? '.' : short.startsWith('..') ? path : short;
}

function quoted(word: string): string {
  return /^[\w./:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
