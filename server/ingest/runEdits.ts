import type { NotesRead, RootNotes } from '../files/rootNotes.ts';
import type { RunState } from './runState.ts';

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
  /** Reads anew what another server of a root has written since. Returns whether there was something. */
  look(): boolean;
}

const FILE = 'edits.json';
/** One object, so that nothing typed is recognised as nothing changed. */
const NOTHING: RunEdit = {};

export function runEdits(notes: ReadonlyMap<string, RootNotes>): RunEdits {
  const kept = new Map<string, Map<string, RunEdit>>();
  const stamps = new Map<string, string>();
  const look = (): boolean => {
    let changed = false;
    for (const [root, note] of notes) {
      const stamp = note.stamp(FILE);
      if (stamps.get(root) === stamp) continue;
      stamps.set(root, stamp);
      kept.set(root, editsIn(note, note.read(FILE)));
      changed = true;
    }
    return changed;
  };
  look();
  const keyOf = ({ dir, single }: Edited): string => (single === '' ? dir : `${dir}/${single}`);
  return {
    look,
    of: (run) => kept.get(run.root)?.get(keyOf(run)) ?? NOTHING,
    set: (run, change) => {
      const note = notes.get(run.root);
      let after = new Map<string, RunEdit>();
      // What people typed into another server of this root since is read first, and stays.
      note?.update(FILE, (now) => {
        after = editsIn(note, now);
        after.set(keyOf(run), { ...after.get(keyOf(run)), ...change });
        return { runs: Object.fromEntries(after) };
      });
      kept.set(run.root, after);
    },
  };
}

/** The place that can be written wins over the other one. */
function editsIn({ inOverlay }: RootNotes, { own, overlay }: NotesRead): Map<string, RunEdit> {
  const runsIn = (file: unknown): [string, RunEdit][] =>
    Object.entries((file as { runs?: Record<string, RunEdit> } | null)?.runs ?? {});
  const edits = new Map<string, RunEdit>();
  for (const [key, edit] of inOverlay ? [...runsIn(own), ...runsIn(overlay)] : [...runsIn(overlay), ...runsIn(own)])
    edits.set(key, { ...edits.get(key), ...edit });
  return edits;
}
