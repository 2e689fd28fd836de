import type { LiveMessage } from '../../shared/live.ts';
import { rootNotes } from '../files/rootNotes.ts';
import { createIndexer, type Indexer } from '../ingest/indexer.ts';
import type { ParsePool } from '../ingest/parsePool.ts';
import type { RunState } from '../ingest/runState.ts';
import { runReader } from '../query/runReader.ts';
import { openSqliteStore } from '../store/sqliteStore.ts';
import type { Engine } from './api.ts';
import { assignNumbers, type EngineContext, engineContext } from './context.ts';
import { directionQuestions } from './questions/directions.ts';
import { doctorQuestions } from './questions/doctor.ts';
import { editQuestions } from './questions/edits.ts';
import { exportQuestions } from './questions/export.ts';
import { factQuestions } from './questions/facts.ts';
import { ingestQuestions } from './questions/ingest.ts';
import { jobQuestions } from './questions/jobs.ts';
import { metricQuestions } from './questions/metrics.ts';
import { momentQuestions } from './questions/moments.ts';
import { rawQuestions } from './questions/raw.ts';
import { runQuestions } from './questions/runs.ts';
import { seriesQuestions } from './questions/series.ts';
import { valueQuestions } from './questions/values.ts';
import { viewQuestions } from './questions/views.ts';
import { readAhead } from './readAhead.ts';

export interface EngineOptions {
  roots: string[];
  indexFile: string;
  version: string;
  pool: ParsePool;
}

/** The engine in its own thread: what those who ask do not see. */
export interface CreatedEngine extends Engine {
  indexer: Indexer;
  /** Reads what the first charts of long series need, and waits for `rest` between two runs. */
  readAhead(rest: () => Promise<void>): Promise<void>;
}

/** The engine, in the thread that calls this. */
export async function createEngine(options: EngineOptions): Promise<CreatedEngine> {
  const store = openSqliteStore(options.indexFile);
  const listeners: ((message: LiveMessage) => void)[] = [];
  const told = new WeakMap<RunState, string>();
  const tell = (message: LiveMessage): void => {
    for (const listener of listeners) listener(message);
  };
  const indexer = await createIndexer({
    roots: options.roots,
    store,
    pool: options.pool,
    onRun: (run) => {
      const news = newsOf(run, context);
      const text = JSON.stringify(news);
      // The hub sends what comes first at once and holds back the next: what says nothing new must not be the first.
      if (told.get(run) === text) return;
      told.set(run, text);
      tell(news);
    },
    onRuns: () => {
      assignNumbers(context);
      context.nameRuns();
      context.applyEdits();
      tell({ type: 'runs' });
    },
    onLog: (run, size) => tell({ type: 'log', id: context.row(run).ref, size }),
    onProgress: (progress) => tell({ type: 'indexing', progress }),
    onTick: () => {
      if (context.edits.look()) applied();
    },
  });
  const notes = new Map(indexer.roots.map((root) => [root.path, rootNotes(root.path)]));
  const context = engineContext({ version: options.version, store, reader: runReader(store), indexer, notes });
  assignNumbers(context);
  context.nameRuns();
  context.applyEdits();
  const applied = (): void => {
    context.applyEdits();
    tell({ type: 'runs' });
  };
  return {
    indexer,
    readAhead: (rest) => readAhead(context, rest),
    ...allQuestions(context, { ...context, applyEdits: applied }),
    onNews: (listener) => void listeners.push(listener),
    close: () => indexer.close(),
  };
}

/** One line per group of questions; `telling` is the context that also tells of what changed. */
function allQuestions(context: EngineContext, telling: EngineContext) {
  return {
    ...runQuestions(context),
    ...factQuestions(context),
    ...metricQuestions(context),
    ...seriesQuestions(context),
    ...ingestQuestions(context),
    ...rawQuestions(context),
    ...exportQuestions(context),
    ...editQuestions(telling),
    ...directionQuestions(telling),
    ...jobQuestions(context),
    ...valueQuestions(context),
    ...viewQuestions(context),
    ...momentQuestions(context),
    ...doctorQuestions(context),
  };
}

function newsOf(run: RunState, context: EngineContext): LiveMessage {
  const { ref, version, status, points, last_step } = context.row(run);
  return { type: 'run', id: ref, version, status, points, last_step };
}
