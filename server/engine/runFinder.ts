import type { RunState } from '../ingest/runState.ts';
import type { Answer } from './api.ts';
import { findPlaced, type Placed, placed } from './findPlaced.ts';
import type { RootNames } from './rootNames.ts';

/** Finds the run that a reference means (`findPlaced`). Of thousands of runs only those are looked at that a name's last part may mean. */
export function runFinder<Run extends Pick<RunState, 'root' | 'dir' | 'single'>>(
  runs: {
    /** Another number whenever runs came or went. */
    changes: number;
    values(): Iterable<Run>;
  },
  roots: RootNames,
): (ref: string) => Answer<Run> {
  let byLast = new Map<string, Placed<Run>[]>();
  let changes = -1;
  const index = (): void => {
    changes = runs.changes;
    byLast = new Map();
    for (const run of runs.values()) {
      const one = placed(run, roots);
      for (const last of new Set([one.id, one.full, one.dir, one.rooted].map(lastPart))) {
        const there = byLast.get(last);
        if (there === undefined) byLast.set(last, [one]);
        else there.push(one);
      }
    }
  };
  return (ref) => {
    if (changes !== runs.changes) index();
    return findPlaced(ref, byLast.get(lastPart(ref)) ?? []);
  };
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
