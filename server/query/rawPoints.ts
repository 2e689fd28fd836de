import { type ChunkPoints, decodePoints, decodeRest, findId } from '../columns/chunkCodec.ts';
import type { GroupRows } from '../columns/group.ts';
import { decodeRows } from '../columns/rowsCodec.ts';
import type { FileState, SeriesState } from '../ingest/fileState.ts';
import type { Store } from '../store/store.ts';
import { stateLru } from './stateLru.ts';

/** Points of one series of one file, in the order of writing. */
export interface RawPoints {
  length: number;
  /** NaN where there is none. */
  step: Float64Array;
  time: Float64Array;
  ts: Float64Array;
  value: Float64Array;
}

/** What else stands on the line of a point. */
export interface PointDetail {
  /** '' is none. */
  stage: string;
  coords: Readonly<Record<string, number>> | null;
  event_id: string | null;
  /** Nanoseconds as text: they do not fit a double. */
  time_ns: string | null;
  /** Name of the events file. */
  file: string;
}

/** Reads points back from the store; decoded rows of groups are kept for the next series of the same file. */
export interface PointReader {
  rowsOf(file: FileState, groups: readonly number[]): Promise<GroupRows[]>;
  read(file: FileState, series: SeriesState): Promise<RawPoints>;
  /** In the order of `read`. */
  readDetails(file: FileState, series: SeriesState): Promise<PointDetail[]>;
  readGroups(file: FileState, series: SeriesState, dense: readonly number[]): Promise<RawPoints[]>;
  readRest(file: FileState, series: SeriesState): Promise<{ group: number; points: RawPoints }[]>;
}

const ROWS_BYTES = 64 * 1024 * 1024;

/** Rows of groups, decoded once while they are in use. */
function rowsReader(store: Store): PointReader['rowsOf'] {
  const cache = stateLru<GroupRows>(ROWS_BYTES);
  return async (file, groups) => {
    // Sealed groups never change.
    const [owner, state] = [String(file.id), ''];
    const found = groups.map((group) => cache.get(owner, state, String(group)));
    const missing = groups.filter((_, i) => found[i] === undefined);
    const blobs = await store.getGroupRows(file.id, missing);
    let next = 0;
    return groups.map((group, i) => {
      const known = found[i];
      if (known !== undefined) return known;
      const blob = blobs[next++];
      if (blob === undefined) throw new Error('a group is missing from the index');
      const rows = decodeRows(blob);
      cache.set(owner, state, String(group), rows, rows.count * 30 + 200);
      return rows;
    });
  };
}

export function pointReader(store: Store): PointReader {
  const rowsOf = rowsReader(store);
  const readGroups = async (file: FileState, series: SeriesState, dense: readonly number[]): Promise<RawPoints[]> => {
    const [rows, blobs] = [await rowsOf(file, dense), await store.getPoints(series.id, dense)];
    return blobs.map((blob, i) => {
      if (blob === undefined) throw new Error('a chunk is missing from the index');
      return placed(rows[i] as GroupRows, decodePoints(blob));
    });
  };
  const restParts = async (file: FileState, series: SeriesState): Promise<Part[]> => {
    const groups = series.restGroups;
    const [rows, blobs] = [await rowsOf(file, groups), await store.getRest(file.id, groups)];
    return blobs.map((blob, i) => {
      const rest = decodeRest(blob as Uint8Array);
      const at = findId(rest.ids, series.id);
      const [start, end] = [rest.starts[at] as number, rest.starts[at + 1] as number];
      return {
        group: groups[i] as number,
        rows: rows[i] as GroupRows,
        points: { values: rest.values.subarray(start, end), rows: rest.rows.subarray(start, end) },
      };
    });
  };
  /** All points of a series, in the order of writing. */
  const parts = async (file: FileState, series: SeriesState): Promise<Part[]> => {
    const chunks = await store.getAllPoints(series.id);
    const rows = await rowsOf(
      file,
      chunks.map((chunk) => chunk.group),
    );
    const sealed = chunks.map(({ group, points }, i) => ({
      group,
      rows: rows[i] as GroupRows,
      points: decodePoints(points),
    }));
    sealed.push(...(await restParts(file, series)));
    sealed.sort((a, b) => a.group - b.group);
    const open = openPart(file, series.key);
    return open === null ? sealed : [...sealed, open];
  };
  return {
    rowsOf,
    readGroups,
    readRest: async (file, series) =>
      (await restParts(file, series)).map(({ group, rows, points }) => ({ group, points: placed(rows, points) })),
    read: async (file, series) =>
      concatPoints((await parts(file, series)).map(({ rows, points }) => placed(rows, points))),
    readDetails: async (file, series) => (await parts(file, series)).flatMap((part) => detailsOf(part, file.name)),
  };
}

/** Points of a series in one group, and the rows that they stand on. */
interface Part {
  group: number;
  rows: GroupRows;
  points: ChunkPoints;
}

function detailsOf({ rows, points }: Part, file: string): PointDetail[] {
  return Array.from(points.values, (_, i) => {
    const row = points.rows === null ? i : (points.rows[i] as number);
    const { coords = null, event_id = null, time_ns = null } = rows.extras.get(row) ?? {};
    return { stage: rows.stages[rows.stage[row] as number] ?? '', coords, event_id, time_ns, file };
  });
}

function openPart(file: FileState, key: string): Part | null {
  const column = file.open?.columns.get(key);
  if (column === undefined || file.open === null) return null;
  const points = { values: column.values.subarray(0, column.count), rows: column.rows.subarray(0, column.count) };
  return { group: Number.POSITIVE_INFINITY, rows: file.open.rows, points };
}

/** The points of a series in the group that is still open. */
export function openPoints(file: FileState, key: string): RawPoints {
  const part = openPart(file, key);
  return part === null ? concatPoints([]) : placed(part.rows, part.points);
}

function placed(rows: GroupRows, points: ChunkPoints): RawPoints {
  const length = points.values.length;
  if (points.rows === null) {
    const time = rows.time.subarray(0, length);
    const ts = rows.ts === rows.time ? time : rows.ts.subarray(0, length);
    return { length, step: rows.step.subarray(0, length), time, ts, value: points.values };
  }
  const at = (column: Float64Array): Float64Array => {
    const out = new Float64Array(length);
    for (let i = 0; i < length; i++) out[i] = column[(points.rows as Uint16Array)[i] as number] as number;
    return out;
  };
  const time = at(rows.time);
  return { length, step: at(rows.step), time, ts: rows.ts === rows.time ? time : at(rows.ts), value: points.values };
}

export function concatPoints(parts: readonly RawPoints[]): RawPoints {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = (column: 'step' | 'time' | 'ts' | 'value'): Float64Array => {
    const out = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      out.set(part[column], at);
      at += part.length;
    }
    return out;
  };
  const time = joined('time');
  // Most points carry no time of their own: what stands once is copied once.
  const ts = parts.every((part) => part.ts === part.time) ? time : joined('ts');
  return { length, step: joined('step'), time, ts, value: joined('value') };
}
