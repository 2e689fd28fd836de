import type { RootNotes } from '../files/rootNotes.ts';

export interface RunNumber {
  number: number;
  display_id: string;
  job_id: number;
  experiment_id: number;
}

/** What decides a run's numbers. */
export interface NumberedRun {
  root: string;
  dir: string;
  single: string;
  project: string;
  experiment: string;
  created: number;
  id: string;
}

export interface RunNumbers {
  of(run: Pick<NumberedRun, 'root' | 'dir' | 'single'>): RunNumber;
  /** Gives numbers to runs that have none, in the order of (created, id), and keeps them. */
  assign(runs: readonly NumberedRun[]): void;
}

interface Kept {
  runs: Record<string, { job: number; number: number; project: string; experiment: number }>;
  experiments: Record<string, number>;
  prefixes: Record<string, string>;
}

const FILE = 'numbers.json';
const NONE: RunNumber = { number: 0, display_id: '', job_id: 0, experiment_id: 0 };

/** Numbers are given out once and kept in each root's notes: they survive the index. */
export function runNumbers(notes: ReadonlyMap<string, RootNotes>): RunNumbers {
  const kept = new Map<string, Kept>();
  for (const [root, note] of notes)
    kept.set(root, { runs: {}, experiments: {}, prefixes: {}, ...(note.read(FILE) as Partial<Kept> | null) });
  const keyOf = (run: Pick<NumberedRun, 'dir' | 'single'>): string =>
    run.single === '' ? run.dir : `${run.dir}/${run.single}`;
  return {
    of: (run) => {
      const root = kept.get(run.root);
      const found = root?.runs[keyOf(run)];
      if (root === undefined || found === undefined) return NONE;
      return {
        number: found.number,
        display_id: `${root.prefixes[found.project] ?? 'RUN'}-${found.number}`,
        job_id: found.job,
        experiment_id: found.experiment,
      };
    },
    assign: (runs) => {
      for (const [root, state] of kept) {
        const fresh = runs.filter((run) => run.root === root && !Object.hasOwn(state.runs, keyOf(run)));
        if (fresh.length === 0) continue;
        for (const run of fresh.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1)))
          addRun(state, keyOf(run), run);
        try {
          notes.get(root)?.write(FILE, state);
        } catch {
          // A full disk loses nothing: the numbers stand in memory and are written with the next new run.
        }
      }
    },
  };
}

function addRun(state: Kept, key: string, run: NumberedRun): void {
  const all = Object.values(state.runs);
  const job = 1 + all.reduce((most, other) => Math.max(most, other.job), 0);
  const number =
    1 + all.reduce((most, other) => (other.project === run.project ? Math.max(most, other.number) : most), 0);
  const name = JSON.stringify([run.project, run.experiment]);
  if (!Object.hasOwn(state.experiments, name)) state.experiments[name] = 1 + Object.keys(state.experiments).length;
  if (!Object.hasOwn(state.prefixes, run.project))
    state.prefixes[run.project] = prefixOf(run.project, Object.values(state.prefixes));
  state.runs[key] = { job, number, project: run.project, experiment: state.experiments[name] as number };
}

/** MMP for "my-model-project", DIG for "digits"; a prefix that is taken gets a digit. */
export function prefixOf(project: string, taken: readonly string[]): string {
  const words = project.toUpperCase().match(/[A-Z0-9]+/g) ?? [];
  const plain =
    words.length > 1
      ? words
          .map((word) => word.charAt(0))
          .join('')
          .slice(0, 4)
      : (words[0] ?? 'RUN').slice(0, 3);
  if (!taken.includes(plain)) return plain;
  for (let i = 2; ; i++) if (!taken.includes(`${plain}${i}`)) return `${plain}${i}`;
}
