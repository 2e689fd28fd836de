import { basename } from 'node:path';
import type { JsonObject } from '../../shared/run.ts';
import type { RunState } from '../ingest/runState.ts';

export interface Place {
  id: string;
  /** Where the run lies, without the id and the folders that only belong to a store's layout. */
  path: string;
  project: string;
  experiment: string;
}

/** Names of a run by its folder: `runs/<path>/<id>`, the old `<project>/<name>/runs/<id>`, or any other depth. */
export function runPlace(
  run: Pick<RunState, 'root' | 'dir' | 'single'> & { within?: string },
  meta: JsonObject,
): Place {
  const segments = run.dir === '' ? [] : run.dir.split('/');
  const own = run.single === '' ? segments.pop() : run.single.replace(/\.jsonl$/, '');
  const id = own ?? basename(run.root);
  const apart = run.within ? [run.within, ...segments].join('/') : null;
  if (segments[0] === 'runs') segments.shift();
  if (segments.at(-1) === 'runs') segments.pop();
  const path = segments.join('/');
  const text = (name: string): string | null =>
    typeof meta[name] === 'string' && meta[name] !== '' ? meta[name] : null;
  return {
    id,
    path: apart ?? path,
    project: text('project') ?? segments[0] ?? 'default',
    experiment: text('experiment') ?? (path === '' ? 'default' : path),
  };
}

type Lying = Pick<RunState, 'dir' | 'single'>;

/** The run's folder, or file, below its root. */
export function belowRoot({ dir, single }: Lying): string {
  return [dir, single].filter((part) => part !== '').join('/');
}

/** The same with the root's name: no other run has it. */
export function rootedRef(run: Lying, rootName: string): string {
  return `${rootName}/${belowRoot(run)}`;
}

/** What means this run and no other, once runs were named apart. */
export function runRef(run: Lying & Pick<RunState, 'alone' | 'within'>, { id, path }: Place): string {
  if (run.alone) return id;
  return run.within === '' ? `${path}/${id}` : rootedRef(run, run.within);
}
