import type { RunRow } from '../../shared/run.ts';
import type { RootNotes } from '../files/rootNotes.ts';
import type { Indexer } from '../ingest/indexer.ts';
import { type RunEdits, runEdits } from '../ingest/runEdits.ts';
import { type RunNumbers, runNumbers } from '../ingest/runNumbers.ts';
import type { RunState } from '../ingest/runState.ts';
import { runPlace } from '../query/runPlace.ts';
import type { RunReader } from '../query/runReader.ts';
import { runRow, saidBy } from '../query/runRows.ts';
import type { Store } from '../store/store.ts';
import { failed, ok } from './answer.ts';
import type { Answer } from './api.ts';

/** What every question of the engine stands on. */
export interface EngineContext {
  version: string;
  store: Store;
  reader: RunReader;
  indexer: Indexer;
  /** What people typed and what was given out, by root. */
  notes: ReadonlyMap<string, RootNotes>;
  numbers: RunNumbers;
  edits: RunEdits;
  /** Puts what people typed over what the runs' files say. */
  applyEdits(): void;
  /** Unix seconds. */
  now(): number;
  row(run: RunState): RunRow;
  rows(): RunRow[];
  /** A run by its id, or by path/id where several have that id. */
  find(ref: string): Answer<RunState>;
  /** Does `work` on a run whose small new tail is in, and before anything else happens to that run. */
  withRun<T>(ref: string, work: (run: RunState) => Promise<Answer<T>>): Promise<Answer<T>>;
}

export function engineContext(
  given: Pick<EngineContext, 'version' | 'store' | 'reader' | 'indexer' | 'notes'>,
): EngineContext {
  const numbers = runNumbers(given.notes);
  const edits = runEdits(given.notes);
  const now = (): number => Date.now() / 1000;
  const row = (run: RunState): RunRow => runRow(run, numbers, now());
  const find = (ref: string): Answer<RunState> => findRun(ref, given.indexer);
  return {
    ...given,
    numbers,
    edits,
    applyEdits: () => {
      for (const run of given.indexer.runs.values()) run.edit = edits.of(run);
    },
    now,
    row,
    rows: () => [...given.indexer.runs.values()].map(row),
    find,
    withRun: async (ref, work) => {
      const found = find(ref);
      return found.ok ? given.indexer.withCurrent(found.value, () => work(found.value)) : found;
    },
  };
}

/** Gives numbers to the runs that have none. */
export function assignNumbers({ indexer, numbers }: EngineContext): void {
  numbers.assign(
    [...indexer.runs.values()].map((run) => {
      const { meta, status } = saidBy(run);
      const created =
        [meta.created_at, status.started_at].find((value) => typeof value === 'number') ?? run.totals.firstTime ?? 0;
      return { root: run.root, dir: run.dir, single: run.single, created: Number(created), ...runPlace(run, meta) };
    }),
  );
}

function findRun(ref: string, indexer: Indexer): Answer<RunState> {
  const found: { run: RunState; full: string }[] = [];
  for (const run of indexer.runs.values()) {
    const place = runPlace(run, {});
    const full = place.path === '' ? place.id : `${place.path}/${place.id}`;
    if (full === ref && ref.includes('/')) return ok(run);
    if (place.id === ref) found.push({ run, full });
  }
  const [first] = found;
  if (first === undefined) return failed(404, `Run not found: ${ref}`);
  if (found.length === 1) return ok(first.run);
  return failed(409, `Several runs have the id ${ref}: name one by path/id`, found.map((one) => one.full).sort());
}
