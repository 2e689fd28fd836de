import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Health } from '../../shared/health.ts';
import type { LiveMessage } from '../../shared/live.ts';
import type { MetricInfo, RunRow } from '../../shared/run.ts';
import type { Statistics } from '../columns/statistics.ts';
import { rootNotes } from '../files/rootNotes.ts';
import { pendingBytes } from '../ingest/fileState.ts';
import { createIndexer, type Indexer } from '../ingest/indexer.ts';
import type { ParsePool } from '../ingest/parsePool.ts';
import { runNumbers } from '../ingest/runNumbers.ts';
import type { RunState } from '../ingest/runState.ts';
import { toArrow, toJson } from '../query/encodeSeries.ts';
import { listProjects, listRuns } from '../query/listRuns.ts';
import { metricsTable } from '../query/metricsTable.ts';
import { runPlace } from '../query/runPlace.ts';
import { type RunReader, type RunSeries, runReader } from '../query/runReader.ts';
import { runDetail, runRow, saidBy } from '../query/runRows.ts';
import { type ChartLine, runLines, seriesHead } from '../query/seriesAnswer.ts';
import { SCHEMA_VERSION } from '../store/schema.ts';
import { openSqliteStore } from '../store/sqliteStore.ts';
import type { Answer, Engine, Failure } from './api.ts';

export interface EngineOptions {
  roots: string[];
  indexFile: string;
  version: string;
  pool: ParsePool;
}

/** The engine, in the thread that calls this. */
export async function createEngine(options: EngineOptions): Promise<Engine & { indexer: Indexer }> {
  const store = openSqliteStore(options.indexFile);
  const reader = runReader(store);
  const listeners: ((message: LiveMessage) => void)[] = [];
  const tell = (message: LiveMessage): void => {
    for (const listener of listeners) listener(message);
  };
  const now = (): number => Date.now() / 1000;
  const indexer = await createIndexer({
    roots: options.roots,
    store,
    pool: options.pool,
    onRun: (run) => {
      const row = rowOf(run);
      tell({
        type: 'run',
        id: row.id,
        version: row.version,
        status: row.status,
        points: row.points,
        last_step: row.last_step,
      });
    },
    onRuns: () => {
      assignNumbers();
      tell({ type: 'runs' });
    },
    onLog: (run, size) => tell({ type: 'log', id: rowOf(run).id, size }),
    onProgress: (progress) => tell({ type: 'indexing', progress }),
  });
  const notes = new Map(indexer.roots.map((root) => [root.path, rootNotes(root.path)]));
  const numbers = runNumbers(notes);
  const rowOf = (run: RunState): RunRow => runRow(run, numbers, now());
  const assignNumbers = (): void =>
    numbers.assign(
      [...indexer.runs.values()].map((run) => {
        const { meta, status } = saidBy(run);
        const created =
          [meta.created_at, status.started_at].find((value) => typeof value === 'number') ?? run.totals.firstTime ?? 0;
        return { root: run.root, dir: run.dir, single: run.single, created: Number(created), ...runPlace(run, meta) };
      }),
    );
  assignNumbers();
  const rows = (): RunRow[] => [...indexer.runs.values()].map(rowOf);

  const find = (ref: string): Answer<RunState> => findRun(ref, indexer);
  const withRun = async <T>(ref: string, work: (run: RunState) => Promise<Answer<T>>): Promise<Answer<T>> => {
    const found = find(ref);
    return found.ok ? indexer.withCurrent(found.value, () => work(found.value)) : found;
  };
  return {
    indexer,
    runs: async (query) => ok(listRuns(rows(), query)),
    projects: async () => ok(listProjects(rows())),
    run: (ref) => withRun(ref, async (run) => ok(runDetail(run, numbers, now()))),
    metricList: (ref) => withRun(ref, async (run) => ok(await metricInfos(run, reader))),
    metricsTable: (ref, query) =>
      withRun(ref, async (run) => {
        if (isCorrupt(run)) return failed(500, 'Failed to parse metrics file');
        const table = await metricsTable(run, query, reader);
        const pending = behind(run);
        const basis = JSON.stringify([SCHEMA_VERSION, options.version, ref, run.version, query]);
        const etag = pending > 0 && !isTorn(run) ? null : `"${createHash('sha1').update(basis).digest('base64url')}"`;
        return ok({ ...table, pendingBytes: pending, etag });
      }),
    series: async (request, format) => {
      const lines: ChartLine[] = [];
      const unchanged: string[] = [];
      const missing: string[] = [];
      const asked: RunState[] = [];
      for (const ref of request.runs) {
        const found = find(ref);
        if (!found.ok) {
          missing.push(ref);
          continue;
        }
        asked.push(found.value);
        await indexer.withCurrent(found.value, async () => {
          if (request.since[ref] === found.value.version) unchanged.push(ref);
          else
            for (const line of await runLines(found.value, request, reader, store))
              lines.push({ ...line, meta: { ...line.meta, run: ref } });
        });
      }
      const head = seriesHead(lines, asked, unchanged, missing);
      return ok({
        body: format === 'arrow' ? toArrow(lines, head) : toJson(lines, head),
        pendingBytes: head.pending_bytes,
      });
    },
    images: (ref) =>
      withRun(ref, async (run) => {
        await commitFacts(run, indexer);
        const images = await store.listImages(run.id);
        return ok(
          images.map(({ key, path, step, caption, time }) => ({
            key,
            path,
            step,
            caption,
            time,
            exists: existsSync(join(run.path, path)),
          })),
        );
      }),
    annotations: (ref) =>
      withRun(ref, async (run) => {
        await commitFacts(run, indexer);
        return ok(
          (await store.listAnnotations(run.id)).map(({ text, metadata, step, time }) => ({
            text,
            metadata,
            step,
            time,
          })),
        );
      }),
    quarantine: (ref, page) =>
      withRun(ref, async (run) => {
        await commitFacts(run, indexer);
        const found = await store.listQuarantined(run.id, page.offset, page.limit);
        const total = [...run.files.values()].reduce((sum, file) => sum + file.cursor.quarantinedLines, 0);
        return ok({ rows: found.map((row) => ({ ...row, line: row.line + 1 })), total });
      }),
    locate: async (ref) => {
      const found = find(ref);
      if (!found.ok) return found;
      const run = found.value;
      return ok({ id: rowOf(run).id, dir: run.path, singleFile: run.single !== '', version: run.version });
    },
    health: async () => health(indexer, notes, options.version),
    onNews: (listener) => void listeners.push(listener),
    close: () => indexer.close(),
  };
}

function ok<T>(value: T): Answer<T> {
  return { ok: true, value };
}

function failed(status: Failure['status'], detail: string, candidates?: string[]): { ok: false; failure: Failure } {
  return { ok: false, failure: { status, detail, ...(candidates === undefined ? {} : { candidates }) } };
}

/** A run by its id, or by path/id where several have that id. */
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

async function metricInfos(run: RunState, reader: RunReader): Promise<MetricInfo[]> {
  const infos: MetricInfo[] = [];
  for (const series of await reader.series(run)) infos.push(metricInfo(series, await reader.statistics(run, series)));
  return infos;
}

function metricInfo(series: RunSeries, s: Statistics): MetricInfo {
  const number = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const { name, scale, labels } = series.id;
  const raw = series.sources.reduce(
    (sum, { file, series: state }) => sum + state.sealed.count + (file.open?.columns.get(state.key)?.count ?? 0),
    0,
  );
  const slash = name.lastIndexOf('/');
  return {
    name,
    scale,
    labels,
    group: slash < 0 ? '' : name.slice(0, slash),
    count: s.count,
    raw_count: raw,
    finite: s.finite,
    nan: s.nan,
    pos_inf: s.posInf,
    neg_inf: s.negInf,
    min: number(s.min),
    max: number(s.max),
    mean: s.finite === 0 ? null : number(s.mean),
    std: s.finite === 0 ? null : number(Math.sqrt(s.m2 / s.finite)),
    first: number(s.first),
    last: number(s.last),
    argmin: number(s.argmin),
    argmax: number(s.argmax),
    last_step: number(s.maxStep),
    last_time: number(s.lastTime),
  };
}

/** Images and the like are asked of the store: what is in memory only goes there first. */
async function commitFacts(run: RunState, indexer: Indexer): Promise<void> {
  await indexer.commit(run);
}

function behind(run: RunState): number {
  return [...run.files.values()].reduce((sum, file) => sum + pendingBytes(file), 0);
}

/** What is behind is one unfinished line and nothing else. */
function isTorn(run: RunState): boolean {
  return behind(run) <= 1024 * 1024;
}

/** Lines were written and not one of them could be used. */
function isCorrupt(run: RunState): boolean {
  const files = [...run.files.values()];
  const lines = files.reduce((sum, file) => sum + file.cursor.lines, 0);
  return lines > 0 && files.every((file) => file.cursor.quarantinedBytes === file.cursor.offset);
}

function health(indexer: Indexer, notes: ReadonlyMap<string, { readOnly: boolean }>, version: string): Health {
  const indexing = indexer.progress();
  const runs = [...indexer.runs.values()];
  return {
    status: 'ok',
    version,
    roots: indexer.roots.map((root) => ({
      name: root.single || basename(root.path),
      read_only: notes.get(root.path)?.readOnly ?? false,
      reachable: !indexer.unreachable.has(root.path),
      runs: runs.filter((run) => run.root === root.path).length,
    })),
    indexing,
    pending_bytes: indexing.bytes_total - indexing.bytes_done,
    quarantined_lines: runs.reduce(
      (sum, run) => sum + [...run.files.values()].reduce((n, file) => n + file.cursor.quarantinedLines, 0),
      0,
    ),
    unreadable: Object.fromEntries(indexer.unreadable),
    notices: [...indexer.notices],
  };
}
