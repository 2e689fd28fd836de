import type { BestEnd } from '../../shared/bestEnd.ts';
import type { NotesRead, RootNotes } from '../files/rootNotes.ts';
import type { RunState } from './runState.ts';
import { directionsIn, directionsWith, type TypedDirections } from './typedDirections.ts';

/** What people typed about a run in the dashboard. It stands over what the run's own files say. */
export interface RunEdit {
  alias?: string | null;
  tags?: string[];
  notes?: string | null;
  description?: string | null;
}

type Edited = Pick<RunState, 'root' | 'dir' | 'single'>;

export interface RunEdits {
  of(run: Edited): RunEdit;
  /** Keeps the change in the root's notes; throws where they cannot be written, and then nothing has changed. */
  set(run: Edited, change: RunEdit): void;
  /** Which end of a metric people said is its best, by project and metric. */
  directionsOf(root: string): TypedDirections;
  /** As `set`; null takes back what was said. */
  setDirection(root: string, project: string, metric: string, end: BestEnd): void;
  /** Reads anew what another server of a root has written since. Returns whether there was something. */
  look(): boolean;
}

interface Typed {
  runs: Map<string, RunEdit>;
  directions: TypedDirections;
}

const FILE = 'edits.json';
/** One object, so that nothing typed is recognised as nothing changed. */
const NOTHING: RunEdit = {};
const NO_DIRECTIONS: TypedDirections = new Map();

export function runEdits(notes: ReadonlyMap<string, RootNotes>): RunEdits {
  const kept = new Map<string, Typed>();
  const stamps = new Map<string, string>();
  const look = (): boolean => {
    let changed = false;
    for (const [root, note] of notes) {
      const stamp = note.stamp(FILE);
      if (stamps.get(root) === stamp) continue;
      stamps.set(root, stamp);
      kept.set(root, typedIn(note, note.read(FILE)));
      changed = true;
    }
    return changed;
  };
  look();
  const change = (root: string, apply: (typed: Typed) => Typed): void => {
    const note = notes.get(root);
    if (note === undefined) return;
    let after: Typed = { runs: new Map(), directions: new Map() };
    // What people typed into another server of this root since is read first, and stays.
    note.update(FILE, (now) => {
      after = apply(typedIn(note, now));
      const directions = [...after.directions].map(([project, ends]) => [project, Object.fromEntries(ends)]);
      return {
        runs: Object.fromEntries(after.runs),
        ...(directions.length === 0 ? {} : { directions: Object.fromEntries(directions) }),
      };
    });
    kept.set(root, after);
  };
  return {
    look,
    of: (run) => kept.get(run.root)?.runs.get(keyOf(run)) ?? NOTHING,
    set: (run, edit) =>
      change(run.root, ({ runs, directions }) => ({
        runs: new Map(runs).set(keyOf(run), { ...runs.get(keyOf(run)), ...edit }),
        directions,
      })),
    directionsOf: (root) => kept.get(root)?.directions ?? NO_DIRECTIONS,
    setDirection: (root, project, metric, end) =>
      change(root, ({ runs, directions }) => ({ runs, directions: directionsWith(directions, project, metric, end) })),
  };
}

function keyOf({ dir, single }: Edited): string {
  return single === '' ? dir : `${dir}/${single}`;
}

/** The place that can be written wins over the other one. */
function typedIn({ inOverlay }: RootNotes, { own, overlay }: NotesRead): Typed {
  const files = inOverlay ? [own, overlay] : [overlay, own];
  const runs = new Map<string, RunEdit>();
  for (const file of files) {
    for (const [key, edit] of Object.entries((file as { runs?: Record<string, RunEdit> } | null)?.runs ?? {}))
      runs.set(key, { ...runs.get(key), ...edit });
  }
  return { runs, directions: directionsIn(files) };
}
