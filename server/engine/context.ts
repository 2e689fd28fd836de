import type { RunRow } from '../../shared/run.ts';
import type { RootNotes } from '../files/rootNotes.ts';
import type { Indexer } from '../ingest/indexer.ts';
import { SMALL_BYTES } from '../ingest/runAccess.ts';
import { type RunEdits, runEdits } from '../ingest/runEdits.ts';
import { runNotice } from '../ingest/runNotice.ts';
import { type RunNumbers, runNumbers } from '../ingest/runNumbers.ts';
import { pendingOf, type RunState } from '../ingest/runState.ts';
import { rowCache } from '../query/rowCache.ts';
import { figuresOf, viewFigures } from '../query/runFigures.ts';
import { runPlace } from '../query/runPlace.ts';
import type { RunReader } from '../query/runReader.ts';
import type { Store } from '../store/store.ts';
import type { Answer } from './api.ts';
import { inTurns } from './inTurns.ts';
import { nameApart, type RootNames, rootNames } from './rootNames.ts';
import { runFinder } from './runFinder.ts';

/** What every question of the engine stands on. */
export interface EngineContext {
  version: string;
  store: Store;
  reader: RunReader;
  indexer: Indexer;
  /** What people typed and what was given out, by root. */
  notes: ReadonlyMap<string, RootNotes>;
  numbers: RunNumbers;
  roots: RootNames;
  /** Gives each run a path/id of its own, where runs came or went. */
  nameRuns(): void;
  edits: RunEdits;
  /** Puts what people typed over what the runs' files say. */
  applyEdits(): void;
  /** Unix seconds. */
  now(): number;
  /** What is known of a run at once; figures that only the current view tells may be missing. */
  row(run: RunState): RunRow;
  rows(): RunRow[];
  /** The row with all its figures; the caller holds the run's lock, and no sealed group waits to be stored. */
  fullRow(run: RunState): Promise<RunRow>;
  /** Looks at the current view of the runs whose figures only it tells, but for those that are still being indexed. */
  viewRuns(runs: Iterable<RunState>): Promise<void>;
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
  const cached = rowCache(numbers);
  const row = (run: RunState): RunRow => cached(run, now());
  const roots = rootNames(given.indexer.roots.map(({ path }) => path));
  const find = runFinder(given.indexer.runs, roots);
  const fullRow = async (run: RunState): Promise<RunRow> => {
    if (figuresOf(run) === null) await viewFigures(run, given.reader, given.store);
    return row(run);
  };
  let named = -1;
  return {
    ...given,
    numbers,
    roots,
    nameRuns: () => {
      if (named === given.indexer.runs.changes) return;
      named = given.indexer.runs.changes;
      nameApart(given.indexer.runs.values(), roots);
    },
    edits,
    applyEdits: () => {
      for (const run of given.indexer.runs.values()) {
        run.edit = edits.of(run);
        run.directions = edits.directionsOf(run.root);
      }
    },
    now,
    row,
    rows: () => [...given.indexer.runs.values()].map(row),
    fullRow,
    viewRuns: async (runs) => {
      const unknown = [...runs].filter((run) => figuresOf(run) === null && pendingOf(run) <= SMALL_BYTES);
      await inTurns(unknown, async (run) => {
        // A run that the index cannot take in now, as its disk is full, is listed with what is known of it.
        try {
          await given.indexer.withCurrent(run, () => fullRow(run));
        } catch (error) {
          given.indexer.notices.add(runNotice(run, error));
        }
      });
    },
    find,
    withRun: async (ref, work) => {
      const found = find(ref);
      return found.ok ? given.indexer.withCurrent(found.value, () => work(found.value)) : found;
    },
  };
}

/** Gives numbers to the runs that have none. */
export function assignNumbers({ indexer, numbers }: EngineContext): void {
  const runs = [...indexer.runs.values()];
  if (runs.every((run) => numbers.of(run).job_id > 0)) return;
  numbers.assign(
    runs.map((run) => {
      const { meta, status } = run.facts;
      // What JSON files or a single file's first line say, and never what is known only once events are read: numbers must not
      // depend on how far the index is.
      const created = [meta.created_at, status.started_at].find((value) => typeof value === 'number') ?? 0;
      return { root: run.root, dir: run.dir, single: run.single, created, ...runPlace(run, meta) };
    }),
  );
}
