import { basename } from 'node:path';
import type { RunState } from '../ingest/runState.ts';
import { rootedRef, runPlace } from '../query/runPlace.ts';

/** Names of roots by their paths: the last segment, with a number where several have the same. */
export type RootNames = ReadonlyMap<string, string>;

export function rootNames(roots: readonly string[]): RootNames {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const root of roots) {
    if (names.has(root)) continue;
    let name = basename(root);
    for (let i = 2; taken.has(name); i++) name = `${basename(root)}-${i}`;
    taken.add(name);
    names.set(root, name);
  }
  return names;
}

/** Where path/id (or the id of a run that has no path) may mean another run too, the root's name tells them apart. Notes whose id is their own. */
export function nameApart(runs: Iterable<RunState>, roots: RootNames): void {
  const all = [...runs];
  const places = all.map((run) => {
    const { id, path } = runPlace({ root: run.root, dir: run.dir, single: run.single }, {});
    return { run, id, path, full: `${path}/${id}` };
  });
  const rooted = new Set(all.map((run) => rootedRef(run, roots.get(run.root) ?? '')));
  const seen = new Map<string, number>();
  const ids = new Map<string, number>();
  for (const { id, full } of places) {
    seen.set(full, (seen.get(full) ?? 0) + 1);
    ids.set(id, (ids.get(id) ?? 0) + 1);
  }
  for (const { run, id, path, full } of places) {
    run.alone = ids.get(id) === 1;
    const isShared = (path === '' ? ids.get(id) : seen.get(full)) !== 1 || rooted.has(full);
    run.within = isShared ? (roots.get(run.root) ?? '') : '';
  }
}
