import type { RunState } from '../ingest/runState.ts';
import { belowRoot, rootedRef, runPlace } from '../query/runPlace.ts';
import { failed, ok } from './answer.ts';
import type { Answer } from './api.ts';
import type { RootNames } from './rootNames.ts';

/** A run, or one in the recycle bin, with the names that it goes by. */
export interface Placed<Run> {
  run: Run;
  id: string;
  /** path/id, as the list shows it where no other run has the same. */
  full: string;
  /** Its folder below the root. */
  dir: string;
  /** The same with the root's name: no other run has it. */
  rooted: string;
}

export function placed<Run extends Pick<RunState, 'root' | 'dir' | 'single'>>(run: Run, roots: RootNames): Placed<Run> {
  const { root, dir, single } = run;
  const { id, path } = runPlace({ root, dir, single }, {});
  const rooted = rootedRef(run, roots.get(root) ?? '');
  return { run, id, full: path === '' ? id : `${path}/${id}`, dir: belowRoot(run), rooted };
}

/** The one run that a reference means: its root and folder, path/id where it is that of one run, its folder, or an id that no other run has. */
export function findPlaced<Run>(ref: string, all: readonly Placed<Run>[], where = ''): Answer<Run> {
  const ways: ((one: Placed<Run>) => boolean)[] = [
    ({ rooted }) => rooted === ref,
    ({ full }) => full === ref && ref.includes('/'),
    ({ dir }) => dir === ref && ref.includes('/'),
    ({ id }) => id === ref,
  ];
  let several: Placed<Run>[] = [];
  for (const isMeant of ways) {
    const found = all.filter(isMeant);
    const [first] = found;
    if (found.length === 1 && first !== undefined) return ok(first.run);
    if (found.length > 1 && several.length === 0) several = found;
  }
  if (several.length === 0) return failed(404, `Run not ${where === '' ? 'found' : where}: ${ref}`);
  const names = several.map(({ full, rooted }) => (full.includes('/') ? full : rooted));
  const isClear = new Set(names).size === names.length;
  const candidates = isClear ? names : several.map(({ rooted }) => rooted);
  return failed(409, `Several runs go by ${ref}: name one by path/id`, candidates.sort());
}
