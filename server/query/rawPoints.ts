import { type ChunkPoints, decodePoints, decodeRest, findId } from '../columns/chunkCodec.ts';
import type { GroupRows } from '../columns/group.ts';
import { decodeRows } from '../columns/rowsCodec.ts';
import type { FileState, SeriesState } from '../ingest/fileState.ts';
import type { Store } from '../store/store.ts';
import { byteLru } from './byteLru.ts';

/** Points of one series of one file, in the order of writing. */
export interface RawPoints {
  length: number;
  /** NaN where there is none. */
  step: Float64Array;
  time: Float64Array;
  ts: Float64Array;
  value: Float64Array;
}

/** Reads points back from the store; decoded rows of groups are kept for the next series of the same file. */
export interface PointReader {
  rowsOf(file: FileState, groups: readonly number[]): Promise<GroupRows[]>;
  read(file: FileState, series: SeriesState): Promise<RawPoints>;
  readGroups(file: FileState, series: SeriesState, dense: readonly number[]): Promise<RawPoints[]>;
  readRest(file: FileState, series: SeriesState): Promise<{ group: number; points: RawPoints }[]>;
}

const ROWS_BYTES = 64 * 1024 * 1024;

export function pointReader(store: Store): PointReader {
  const cache = byteLru<GroupRows>(ROWS_BYTES);
  const rowsOf = async (file: FileState, groups: readonly number[]): Promise<GroupRows[]> => {
    const keyOf = (group: number): string => `${file.id}:${group}`;
    const found = groups.map((group) => cache.get(keyOf(group)));
    const missing = groups.filter((_, i) => found[i] === undefined);
    const blobs = await store.getGroupRows(file.id, missing);
    let next = 0;
    return groups.map((group, i) => {
      const known = found[i];
      if (known !== undefined) return known;
      const blob = blobs[next++];
      if (blob === undefined) throw new Error('a group is missing from the index');
      const rows = decodeRows(blob);
      cache.set(keyOf(group), rows, rows.count * 30 + 200);
      return rows;
    });
  };
  const readGroups = async (file: FileState, series: SeriesState, dense: readonly number[]): Promise<RawPoints[]> => {
    const [rows, blobs] = [await rowsOf(file, dense), await store.getPoints(series.id, dense)];
    return blobs.map((blob, i) => {
      if (blob === undefined) throw new Error('a chunk is missing from the index');
      return placed(rows[i] as GroupRows, decodePoints(blob));
    });
  };
  const readRest = async (file: FileState, series: SeriesState): Promise<{ group: number; points: RawPoints }[]> => {
    const groups = series.restGroups;
    const [rows, blobs] = [await rowsOf(file, groups), await store.getRest(file.id, groups)];
    return blobs.map((blob, i) => {
      const rest = decodeRest(blob as Uint8Array);
      const at = findId(rest.ids, series.id);
      const [start, end] = [rest.starts[at] as number, rest.starts[at + 1] as number];
      const points = placed(rows[i] as GroupRows, {
        values: rest.values.subarray(start, end),
        rows: rest.rows.subarray(start, end),
      });
      return { group: groups[i] as number, points };
    });
  };
  const read = async (file: FileState, series: SeriesState): Promise<RawPoints> => {
    const chunks = await store.getAllPoints(series.id);
    const rows = await rowsOf(
      file,
      chunks.map((chunk) => chunk.group),
    );
    const parts = chunks.map(({ group, points }, i) => ({
      group,
      points: placed(rows[i] as GroupRows, decodePoints(points)),
    }));
    parts.push(...(await readRest(file, series)));
    parts.sort((a, b) => a.group - b.group);
    return concatPoints([...parts.map((part) => part.points), openPoints(file, series.key)]);
  };
  return { rowsOf, read, readGroups, readRest };
}

/** The points of a series in the group that is still open. */
export function openPoints(file: FileState, key: string): RawPoints {
  const column = file.open?.columns.get(key);
  if (column === undefined || file.open === null) return concatPoints([]);
  return placed(file.open.rows, {
    values: column.values.subarray(0, column.count),
    rows: column.rows.subarray(0, column.count),
  });
}

function placed(rows: GroupRows, points: ChunkPoints): RawPoints {
  const length = points.values.length;
  if (points.rows === null) {
    return {
      length,
      step: rows.step.subarray(0, length),
      time: rows.time.subarray(0, length),
      ts: rows.ts.subarray(0, length),
      value: points.values,
    };
  }
  const [step, time, ts] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  for (let i = 0; i < length; i++) {
    const row = points.rows[i] as number;
    step[i] = rows.step[row] as number;
    time[i] = rows.time[row] as number;
    ts[i] = rows.ts[row] as number;
  }
  return { length, step, time, ts, value: points.values };
}

export function concatPoints(parts: readonly RawPoints[]): RawPoints {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const out: RawPoints = {
    length,
    step: new Float64Array(length),
    time: new Float64Array(length),
    ts: new Float64Array(length),
    value: new Float64Array(length),
  };
  let at = 0;
  for (const part of parts) {
    for (const column of ['step', 'time', 'ts', 'value'] as const) out[column].set(part[column], at);
    at += part.length;
  }
  return out;
}
