import type { RootNotes } from '../files/rootNotes.ts';
import { joinNumbers, keptNumbers, type Numbers, noNumbers, prefixOf, readNumbers } from './numbersFile.ts';

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

const FILE = 'numbers.json';
const NONE: RunNumber = { number: 0, display_id: '', job_id: 0, experiment_id: 0 };

/**
 * Numbers are given out once and kept in each root's notes: they survive the index. What the root itself says wins over an
 * overlay of a time when it was read-only, and over what this process had to give out without writing it.
 */
export function runNumbers(notes: ReadonlyMap<string, RootNotes>): RunNumbers {
  const known = new Map<string, Numbers>();
  for (const [root, note] of notes) {
    const { own, overlay } = note.read(FILE);
    known.set(root, joinNumbers([readNumbers(own), readNumbers(overlay)]));
  }
  return {
    of: (run) => {
      const numbers = known.get(run.root);
      const found = numbers?.runs.get(keyOf(run));
      if (numbers === undefined || found === undefined) return NONE;
      return {
        number: found.number,
        display_id: `${numbers.prefixes.get(found.project) ?? 'RUN'}-${found.number}`,
        job_id: found.job,
        experiment_id: found.experiment,
      };
    },
    assign: (runs) => {
      for (const [root, note] of notes) {
        const mine = runs.filter((run) => run.root === root);
        const before = known.get(root) ?? noNumbers();
        if (mine.every((run) => before.runs.has(keyOf(run)))) continue;
        try {
          // Another server may have given out numbers since: what it wrote is read first.
          note.update(FILE, ({ own, overlay }) => {
            const numbers = joinNumbers([readNumbers(own), readNumbers(overlay), before]);
            const added = addRuns(numbers, mine);
            known.set(root, numbers);
            return added ? keptNumbers(numbers) : null;
          });
        } catch {
          // A full disk loses nothing: the numbers stand in memory and are written with the next new run.
          const numbers = joinNumbers([before]);
          addRuns(numbers, mine);
          known.set(root, numbers);
        }
      }
    },
  };
}

function keyOf(run: Pick<NumberedRun, 'dir' | 'single'>): string {
  return run.single === '' ? run.dir : `${run.dir}/${run.single}`;
}

/** Whether there was a run without numbers. */
function addRuns(numbers: Numbers, runs: readonly NumberedRun[]): boolean {
  const fresh = runs.filter((run) => !numbers.runs.has(keyOf(run)));
  const last = lastGiven(numbers);
  for (const run of fresh.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))) {
    const number = (last.numbers.get(run.project) ?? 0) + 1;
    last.numbers.set(run.project, number);
    last.job++;
    const name = JSON.stringify([run.project, run.experiment]);
    if (!numbers.experiments.has(name)) numbers.experiments.set(name, ++last.experiment);
    if (!numbers.prefixes.has(run.project))
      numbers.prefixes.set(run.project, prefixOf(run.project, [...numbers.prefixes.values()]));
    const experiment = numbers.experiments.get(name) as number;
    numbers.runs.set(keyOf(run), { job: last.job, number, project: run.project, experiment });
  }
  return fresh.length > 0;
}

/** The highest numbers so far: one is never given out again, whatever became of its run. */
function lastGiven({ runs, experiments }: Numbers): { job: number; experiment: number; numbers: Map<string, number> } {
  const numbers = new Map<string, number>();
  let job = 0;
  for (const given of runs.values()) {
    job = Math.max(job, given.job);
    numbers.set(given.project, Math.max(numbers.get(given.project) ?? 0, given.number));
  }
  const experiment = [...experiments.values()].reduce((most, id) => Math.max(most, id), 0);
  return { job, experiment, numbers };
}
