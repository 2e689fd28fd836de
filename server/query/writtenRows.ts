import type { NumberText } from '../../shared/run.ts';
import type { Written, WrittenRow, WrittenValue } from '../../shared/written.ts';
import { type ChunkPoints, decodePoints, decodeRest } from '../columns/chunkCodec.ts';
import type { GroupRows } from '../columns/group.ts';
import { parseSeriesKey, type SeriesId } from '../columns/seriesKey.ts';
import type { FileState } from '../ingest/fileState.ts';
import type { RunState } from '../ingest/runState.ts';
import type { Store } from '../store/store.ts';
import type { RunReader } from './runReader.ts';

/** A line of a file: its group, and its place in that. A line keeps it, whether its group is open or sealed. */
interface Place {
  group: number;
  line: number;
}

interface PlacedRow extends Place {
  file: number;
  ts: number;
  row: WrittenRow;
}

/**
 * The last `count` rows of a run, or the first `count` behind a position, in the order of (ts, file, line). The caller
 * holds the run's lock, and nothing of the run is sealed and not stored.
 */
export async function writtenRows(
  run: RunState,
  after: string,
  count: number,
  { reader, store }: { reader: RunReader; store: Store },
): Promise<Written> {
  await reader.series(run);
  const before = readPosition(after);
  const found: PlacedRow[] = [];
  for (const file of run.files.values()) {
    const groups = groupReader(file, reader, store);
    const from = before.get(file.id);
    found.push(...(after === '' ? await lastRows(file, groups, count) : await rowsBehind(file, groups, from, count)));
  }
  found.sort((a, b) => a.ts - b.ts || a.file - b.file || a.group - b.group || a.line - b.line);
  const rows = after === '' ? found.slice(-count) : found.slice(0, count);
  const position = new Map(before);
  if (after === '') for (const { id } of run.files.values()) position.set(id, { group: 0, line: -1 });
  // Where the last rows are asked for, what stands before them counts as told, in each file.
  for (const { file, group, line } of after === '' ? found : rows) position.set(file, { group, line });
  return {
    rows: rows.map(({ row }) => row),
    position: textOf(position),
    more: rows.length < found.length && after !== '',
  };
}

type GroupReader = (group: number) => Promise<PlacedRow[]>;

async function lastRows(file: FileState, read: GroupReader, count: number): Promise<PlacedRow[]> {
  let rows: PlacedRow[] = [];
  for (let group = file.cursor.groups; group >= 0 && rows.length < count; group--)
    rows = [...(await read(group)), ...rows];
  return rows.slice(-count);
}

/** One row more than asked for tells that there are more. */
async function rowsBehind(
  file: FileState,
  read: GroupReader,
  from: Place | undefined,
  count: number,
): Promise<PlacedRow[]> {
  const rows: PlacedRow[] = [];
  for (let group = from?.group ?? 0; group <= file.cursor.groups && rows.length <= count; group++) {
    const part = await read(group);
    rows.push(...(from !== undefined && group === from.group ? part.filter(({ line }) => line > from.line) : part));
  }
  return rows.slice(0, count + 1);
}

function groupReader(file: FileState, reader: RunReader, store: Store): GroupReader {
  const all = [...(file.series?.values() ?? [])];
  return async (group) => {
    if (group === file.cursor.groups) {
      if (file.open === null) return [];
      const columns = [...file.open.columns.values()].map(({ key, count, rows, values }) => {
        return { id: parseSeriesKey(key), rows: rows.subarray(0, count), values: values.subarray(0, count) };
      });
      return placedRows(file.id, group, file.open.rows, columns);
    }
    const [rows] = await reader.points.rowsOf(file, [group]);
    const [packed] = await store.getRest(file.id, [group]);
    const rest = decodeRest(packed as Uint8Array);
    const inRest = new Map([...rest.ids].map((id, i) => [id, i]));
    const columns: Column[] = [];
    for (const series of all) {
      const at = inRest.get(series.id);
      if (at !== undefined) {
        const [start, end] = [rest.starts[at] as number, rest.starts[at + 1] as number];
        const values = rest.values.subarray(start, end);
        columns.push({ id: parseSeriesKey(series.key), rows: rest.rows.subarray(start, end), values });
        continue;
      }
      const [chunk] = await store.getPoints(series.id, [group]);
      if (chunk !== undefined) columns.push({ id: parseSeriesKey(series.key), ...decodePoints(chunk) });
    }
    return placedRows(file.id, group, rows as GroupRows, columns);
  };
}

interface Column extends ChunkPoints {
  id: SeriesId;
}

/** Rows without a point are none: what they held is counted elsewhere. */
function placedRows(file: number, group: number, rows: GroupRows, columns: readonly Column[]): PlacedRow[] {
  const values: WrittenValue[][] = Array.from({ length: rows.count }, () => []);
  for (const { id, rows: at, values: numbers } of columns)
    for (let i = 0; i < numbers.length; i++)
      values[at === null ? i : (at[i] as number)]?.push({ ...id, value: numberText(numbers[i] as number) });
  return values.flatMap((logged, i) => {
    if (logged.length === 0) return [];
    const stage = rows.stages[rows.stage[i] as number];
    const row = { step: orNull(rows.step[i]), time: orNull(rows.time[i]), stage: stage || null, values: logged };
    return [{ file, group, line: rows.line[i] as number, ts: rows.ts[i] as number, row }];
  });
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function numberText(value: number): NumberText {
  return Number.isFinite(value) ? value : (String(value) as NumberText);
}

/** `-,file:group:line,…`: never empty, so that whoever asks on is told of files that begin later. A file that was replaced has another number: it is told from its start. */
function textOf(position: ReadonlyMap<number, Place>): string {
  return ['-', ...[...position].map(([file, { group, line }]) => `${file}:${group}:${line}`)].join(',');
}

function readPosition(text: string): Map<number, Place> {
  const places = text.split(',').flatMap((part): [number, Place][] => {
    const [file, group, line] = part.split(':').map(Number);
    const isPlace = [file, group, line].every((number) => Number.isSafeInteger(number));
    return isPlace ? [[file as number, { group: group as number, line: line as number }]] : [];
  });
  return new Map(places);
}
