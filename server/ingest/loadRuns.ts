import { join } from 'node:path';
import type { Store } from '../store/store.ts';
import { type Cursor, newFileState } from './fileState.ts';
import type { Root } from './roots.ts';
import { newRunState, type RunState, versionOf } from './runState.ts';

/** The runs that the store knows; those of roots that are not served any more are dropped. */
export async function loadRuns(store: Store, roots: readonly Root[]): Promise<RunState[]> {
  const known = new Set(roots.map((root) => root.path));
  const byId = new Map<number, RunState>();
  for (const stored of await store.listRuns()) {
    if (!known.has(stored.root)) {
      await store.dropRun(stored.id);
      continue;
    }
    const path = join(stored.root, stored.dir);
    const run = newRunState({ root: stored.root, dir: stored.dir, single: stored.single, path });
    const totals = stored.totals === '' ? run.totals : { ...run.totals, ...JSON.parse(stored.totals) };
    byId.set(stored.id, Object.assign(run, { id: stored.id, facts: JSON.parse(stored.facts), totals }));
  }
  for (const stored of await store.listFiles(null)) {
    const run = byId.get(stored.run);
    if (run === undefined) continue;
    const file = newFileState(stored.id, stored.name, join(run.path, stored.name));
    if (stored.state !== '') {
      const cursor = JSON.parse(stored.state) as Cursor;
      // What was stopped in the middle of a file goes on at the first look, though the file is as it was.
      const unsettled = cursor.offset < cursor.size;
      Object.assign(file, { cursor, committed: stored.offset, series: null, unsettled });
    }
    run.files.set(file.name, file);
  }
  for (const run of byId.values()) run.version = versionOf(run);
  return [...byId.values()];
}
