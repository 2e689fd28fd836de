import { encodeLeaves, encodePoints } from './chunkCodec.ts';
import { type DirectoryEntry, entryOf } from './directory.ts';
import { DENSE_POINTS, type GroupColumn, type GroupRows } from './group.ts';
import type { GroupBuilder } from './groupBuilder.ts';
import { affineStride } from './numberCodec.ts';
import { encodeRows } from './rowsCodec.ts';
import { type Statistics, statisticsOf } from './statistics.ts';

/** A group as it goes into the store. Series are named by key: who stores it gives them ids. */
export interface EncodedGroup {
  lines: number;
  bytes: number;
  rowCount: number;
  rows: Uint8Array<ArrayBuffer>;
  columns: EncodedColumn[];
  stages: StageChange[];
}

/** A row whose stage is another than that of the stage row before it. */
export interface StageChange {
  /** NaN where the row has none. */
  step: number;
  time: number;
  stage: string;
}

/** More changes of a run are not marked on its charts. */
export const STAGES_KEPT = 200;

export interface EncodedColumn {
  key: string;
  statistics: Statistics;
  /** Present when the series has at least DENSE_POINTS points here; its group number is set by who stores it. */
  dense: { points: Uint8Array<ArrayBuffer>; leaves: Uint8Array<ArrayBuffer>; entry: DirectoryEntry } | null;
  /** Present otherwise. */
  sparse: { rows: Uint16Array<ArrayBuffer>; values: Float64Array<ArrayBuffer> } | null;
}

export function encodeGroup(builder: GroupBuilder): EncodedGroup {
  const columns: EncodedColumn[] = [];
  for (const column of builder.columns.values()) columns.push(encodeColumn(column, builder.rows));
  return {
    lines: builder.lines,
    bytes: builder.bytes,
    rowCount: builder.rows.count,
    rows: encodeRows(builder.rows),
    columns,
    stages: stageChanges(builder.rows),
  };
}

function encodeColumn(column: GroupColumn, rows: GroupRows): EncodedColumn {
  const n = column.count;
  const steps = placesOf(column, rows.step);
  const statistics = statisticsOf(column.values, steps, placesOf(column, rows.time), n);
  if (n < DENSE_POINTS) {
    return {
      key: column.key,
      statistics,
      dense: null,
      sparse: { rows: column.rows.slice(0, n), values: column.values.slice(0, n) },
    };
  }
  const stride = affineStride(steps);
  const entry = entryOf(0, statistics, column.values, stride !== null && stride > 0);
  const dense = { points: encodePoints(column, rows.count), leaves: encodeLeaves(column.values, n), entry };
  return { key: column.key, statistics, dense, sparse: null };
}

/** The steps (or times) of a column's points. */
export function placesOf(column: GroupColumn, places: Float64Array): Float64Array {
  const out = new Float64Array(column.count);
  for (let i = 0; i < column.count; i++) out[i] = places[column.rows[i] as number] as number;
  return out;
}

/** Where the stage changes among rows that have one. */
export function stageChanges(rows: GroupRows): StageChange[] {
  const changes: StageChange[] = [];
  let last = 0;
  for (let i = 0; i < rows.count && changes.length < STAGES_KEPT; i++) {
    const stage = rows.stage[i] as number;
    if (stage === 0 || stage === last) continue;
    last = stage;
    changes.push({ step: rows.step[i] as number, time: rows.time[i] as number, stage: rows.stages[stage] as string });
  }
  return changes;
}
