import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRow } from '../../shared/run.ts';
import type { RunsQuery, TableQuery } from '../engine/api.ts';
import { createEngine } from '../engine/createEngine.ts';
import { inlineParsePool } from '../ingest/parsePool.ts';

type InProcess = Awaited<ReturnType<typeof createEngine>>;

/** The real engine in the test's own thread, with an index of its own. */
export interface TestEngine extends AsyncDisposable {
  engine: InProcess;
  indexFile: string;
  /** Body of metrics_step (or metrics), as text. Throws on a failure. */
  table(run: string, query?: Partial<TableQuery>): Promise<string>;
  /** The list of runs. Throws on a failure. */
  rows(query?: Partial<RunsQuery>): Promise<RunRow[]>;
}

export async function testEngine(root: string, indexFile?: string): Promise<TestEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-index-'));
  const file = indexFile ?? join(folder, 'index.db');
  const engine = await createEngine({ roots: [root], indexFile: file, version: 'test', pool: inlineParsePool() });
  await engine.indexer.settled();
  return {
    engine,
    indexFile: file,
    table: async (run, query) => {
      const answer = await engine.metricsTable(run, { ...EVERYTHING, ...query });
      if (!answer.ok) throw new Error(answer.failure.detail);
      return Buffer.from(answer.value.body).toString();
    },
    rows: async (query) => {
      const answer = await engine.runs({ ...ALL_RUNS, ...query });
      if (!answer.ok) throw new Error(answer.failure.detail);
      return JSON.parse(Buffer.from(answer.value.body).toString()) as RunRow[];
    },
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const EVERYTHING: TableQuery = {
  by: 'step',
  metrics: null,
  from: null,
  to: null,
  downsample: null,
  scale: null,
  labels: null,
  coords: null,
};

const ALL_RUNS: RunsQuery = { project: null, ids: null, filter: null, sort: null, limit: null, offset: 0 };
