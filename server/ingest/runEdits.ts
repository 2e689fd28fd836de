import type { RootNotes } from '../files/rootNotes.ts';
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
}

const FILE = 'edits.json';

export function runEdits(notes: ReadonlyMap<string, RootNotes>): RunEdits {
  const kept = new Map<string, Map<string, RunEdit>>();
  for (const [root, note] of notes) {
    const read = note.read(FILE) as { runs?: Record<string, RunEdit> } | null;
    kept.set(root, new Map(Object.entries(read?.runs ?? {})));
  }
  const keyOf = ({ dir, single }: Edited): string => (single === '' ? dir : `${dir}/${single}`);
  return {
    of: (run) => kept.get(run.root)?.get(keyOf(run)) ?? {},
    set: (run, change) => {
      const before = kept.get(run.root) ?? new Map<string, RunEdit>();
      const after = new Map(before).set(keyOf(run), { ...before.get(keyOf(run)), ...change });
      notes.get(run.root)?.write(FILE, { runs: Object.fromEntries(after) });
      kept.set(run.root, after);
    },
  };
}
