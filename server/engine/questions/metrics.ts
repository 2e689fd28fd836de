import { createHash } from 'node:crypto';
import { metricGroup } from '../../../shared/metricGroup.ts';
import type { MetricInfo } from '../../../shared/run.ts';
import type { Statistics } from '../../columns/statistics.ts';
import { pendingOf, type RunState } from '../../ingest/runState.ts';
import type { Derived } from '../../query/derivedSeries.ts';
import { metricsTable } from '../../query/metricsTable.ts';
import type { RunReader, RunSeries } from '../../query/runReader.ts';
import { writtenRows } from '../../query/writtenRows.ts';
import { SCHEMA_VERSION } from '../../store/schema.ts';
import { failed, ok } from '../answer.ts';
import type { MetricQuestions } from '../api.ts';
import type { EngineContext } from '../context.ts';

/** What one run logged: its metrics by name, and as a table by step or time. */
export function metricQuestions({ reader, store, indexer, version, withRun }: EngineContext): MetricQuestions {
  return {
    written: (ref, after, count) =>
      withRun(ref, async (run) => {
        await indexer.commit(run);
        return ok(await writtenRows(run, after, count, { reader, store }));
      }),
    metricList: (ref) => withRun(ref, async (run) => ok(await metricInfos(run, reader))),
    metricsTable: (ref, query) =>
      withRun(ref, async (run) => {
        if (isCorrupt(run)) return failed(500, 'Failed to parse metrics file');
        const table = await metricsTable(run, query, reader);
        const pending = pendingOf(run);
        const basis = JSON.stringify([SCHEMA_VERSION, version, ref, run.version, query]);
        const etag = pending > 0 && !isTorn(run) ? null : `"${createHash('sha1').update(basis).digest('base64url')}"`;
        return ok({ ...table, pendingBytes: pending, etag });
      }),
  };
}

async function metricInfos(run: RunState, reader: RunReader): Promise<MetricInfo[]> {
  const infos: MetricInfo[] = [];
  for (const series of await reader.series(run)) {
    const info = metricInfo(series, await reader.statistics(run, series));
    infos.push(series.derived === null ? info : await derivedInfo(info, run, series, reader));
  }
  return infos;
}

/** Nobody wrote its points: those that it has are all. */
async function derivedInfo(info: MetricInfo, run: RunState, series: RunSeries, reader: RunReader): Promise<MetricInfo> {
  const { fn, sources } = series.derived as Derived;
  const { skipped = 0 } = await reader.view(run, series);
  return { ...info, raw_count: info.count, derived: { fn, series: sources.length, skipped } };
}

function metricInfo(series: RunSeries, s: Statistics): MetricInfo {
  const number = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const { name, scale, labels } = series.id;
  const raw = series.sources.reduce(
    (sum, { file, series: state }) => sum + state.sealed.count + (file.open?.columns.get(state.key)?.count ?? 0),
    0,
  );
  return {
    name,
    scale,
    labels,
    group: metricGroup(name),
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
    derived: null,
  };
}

/** What is behind is one unfinished line and nothing else. */
function isTorn(run: RunState): boolean {
  return pendingOf(run) <= 1024 * 1024;
}

/** Lines were written and not one of them could be used. */
function isCorrupt(run: RunState): boolean {
  const files = [...run.files.values()];
  const lines = files.reduce((sum, file) => sum + file.cursor.lines, 0);
  return lines > 0 && files.every((file) => file.cursor.quarantinedBytes === file.cursor.offset);
}
