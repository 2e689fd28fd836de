import type { SeriesRequest } from '../../shared/series.ts';
import { encodeGroup } from '../columns/encodeGroup.ts';
import { addPoint, addRow, newGroup } from '../columns/groupBuilder.ts';
import { commitFile } from '../ingest/commitFile.ts';
import { newFileState } from '../ingest/fileState.ts';
import { newRunState, type RunState } from '../ingest/runState.ts';
import { takeGroup } from '../ingest/takeGroups.ts';
import { toArrow } from '../query/encodeSeries.ts';
import { metricsTable } from '../query/metricsTable.ts';
import { runReader } from '../query/runReader.ts';
import { runLines, seriesHead } from '../query/seriesAnswer.ts';
import { openSqliteStore } from '../store/sqliteStore.ts';
import type { Store } from '../store/store.ts';
import type { TableQuery } from './api.ts';

/** Few points a group, so that a run of little work has many chunks. */
const GROUPS = 640;
const GROUP_POINTS = 128;
const METRIC = 'warm';
/** From several columns a chunk to many chunks a column: they take different ways through `chooseChunks`. */
const WIDTHS = [2_000, 1_000, 400, 60, 16];
const ROUNDS = 6;
const TABLE_ROWS = 4_000;

/**
 * Draws a run that is in no folder until the compiler has seen what a chart and a table ask: the first of a long series
 * take a fraction then. Between two it waits for `rest`, so that what is really asked waits for one at most.
 */
export async function warmUp(rest: () => Promise<void>): Promise<void> {
  await rest();
  const store = openSqliteStore(':memory:');
  try {
    await drawAll(store, rest);
  } finally {
    await store.close();
  }
}

async function drawAll(store: Store, rest: () => Promise<void>): Promise<void> {
  const run = await longRun(store, rest);
  const reader = runReader(store);
  for (let round = 0; round < ROUNDS; round++) {
    for (const width of WIDTHS) {
      await rest();
      const lines = await runLines(run, wholeRun(round, width), reader, store);
      toArrow(lines, seriesHead(lines, [run], [], []));
    }
    await rest();
    await metricsTable(run, lastSteps(TABLE_ROWS + round), reader);
  }
}

/** Cloned as what comes from another thread is: to the compiler its texts are others than those of the program. */
function wholeRun(from: number, width: number): SeriesRequest {
  const smoothing = { kind: 'none' as const };
  return structuredClone({ runs: [''], metrics: [METRIC], x: 'step', from, to: null, width, smoothing, since: {} });
}

function lastSteps(count: number): TableQuery {
  const from = GROUPS * GROUP_POINTS - count;
  const all = { metrics: null, to: null, downsample: null, scale: null, labels: null, coords: null };
  return structuredClone({ ...all, by: 'step', from });
}

async function longRun(store: Store, rest: () => Promise<void>): Promise<RunState> {
  const run = newRunState({ root: '', dir: '', single: '', path: '' });
  run.id = await store.putRun({ root: '', dir: '', single: '', facts: '', totals: '' });
  const file = newFileState(await store.resetFile(run.id, METRIC), METRIC, '');
  const ids = { next: () => 1 };
  for (let group = 0; group < GROUPS; group++) {
    const builder = newGroup();
    for (let i = 0; i < GROUP_POINTS; i++) {
      const step = group * GROUP_POINTS + i;
      const row = addRow(builder, { step, time: step, ts: step, stage: null, wide: true, extra: null });
      addPoint(builder, row, METRIC, Math.sin(step));
      builder.lines++;
    }
    if (group === GROUPS - 1) file.open = builder;
    else await takeGroup(file, encodeGroup(builder), ids, store);
    if (group % 64 === 0) await rest();
  }
  await commitFile(file, run.id, '', ids, store);
  run.files.set(METRIC, file);
  return run;
}
