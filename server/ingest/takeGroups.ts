import { encodeRest, type RestColumn } from '../columns/chunkCodec.ts';
import { Directory, decodePageInto, encodePage, entryAt, PAGE_ENTRIES, pageLength } from '../columns/directory.ts';
import { type EncodedColumn, type EncodedGroup, STAGES_KEPT } from '../columns/encodeGroup.ts';
import { foldStatistics, noStatistics } from '../columns/statistics.ts';
import type { Store } from '../store/store.ts';
import type { FileState, SeriesState } from './fileState.ts';

/** Gives out ids of series: never the same twice in one index. */
export interface SeriesIds {
  next(): number;
}

/** Puts a sealed group into the file's state and its pending writes. The groups of a file come in order. */
export async function takeGroup(file: FileState, group: EncodedGroup, ids: SeriesIds, store: Store): Promise<void> {
  const number = file.cursor.groups;
  const rest: RestColumn[] = [];
  for (const column of group.columns) {
    const series = seriesOf(file, column.key, ids);
    series.sealed = foldStatistics(series.sealed, column.statistics);
    series.dirty = true;
    if (column.sparse !== null) {
      rest.push({ id: series.id, rows: column.sparse.rows, values: column.sparse.values });
      series.restGroups.push(number);
    } else await takeChunk(file, series, column, number, store);
  }
  file.pending.groups.push({ group: number, rows: group.rows, rest: encodeRest(rest) });
  for (const change of group.stages) {
    const { stages } = file.cursor;
    if (stages.length < STAGES_KEPT && stages.at(-1)?.stage !== change.stage) stages.push(change);
  }
  file.cursor.groups++;
  file.cursor.groupOffset += group.bytes;
  file.cursor.groupLine += group.lines;
}

export function seriesOf(file: FileState, key: string, ids: SeriesIds): SeriesState {
  const all = file.series as Map<string, SeriesState>;
  let series = all.get(key);
  if (series === undefined) {
    series = { id: ids.next(), key, sealed: noStatistics(), entries: 0, page: [], restGroups: [], dirty: true };
    all.set(key, series);
  }
  return series;
}

async function takeChunk(
  file: FileState,
  series: SeriesState,
  column: EncodedColumn,
  group: number,
  store: Store,
): Promise<void> {
  if (column.dense === null) return;
  const page = series.page ?? (await loadLastPage(series, store));
  page.push({ ...column.dense.entry, group });
  series.page = page;
  series.entries++;
  file.pending.chunks.push({ column: series.id, group, points: column.dense.points, leaves: column.dense.leaves });
  if (page.length === PAGE_ENTRIES) {
    file.pending.pages.push({ column: series.id, page: series.entries / PAGE_ENTRIES - 1, bytes: encodePage(page) });
    series.page = [];
  }
}

async function loadLastPage(series: SeriesState, store: Store): Promise<NonNullable<SeriesState['page']>> {
  if (series.entries % PAGE_ENTRIES === 0) return [];
  const bytes = await store.getPage(series.id, Math.floor(series.entries / PAGE_ENTRIES));
  if (bytes === undefined) throw new Error('a directory page is missing from the index');
  const directory = new Directory(pageLength(bytes));
  decodePageInto(directory, 0, bytes);
  return Array.from({ length: directory.length }, (_, i) => entryAt(directory, i));
}
