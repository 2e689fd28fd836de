import { bytesOf } from '../columns/bytes.ts';
import { encodeRest } from '../columns/chunkCodec.ts';
import { encodePage, PAGE_ENTRIES } from '../columns/directory.ts';
import { placesOf } from '../columns/encodeGroup.ts';
import { EventIds, spanOf } from '../columns/eventIds.ts';
import type { GroupBuilder } from '../columns/groupBuilder.ts';
import { encodeRows } from '../columns/rowsCodec.ts';
import { foldStatistics, type Statistics, statisticsOf, statisticsToBytes } from '../columns/statistics.ts';
import type { Commit, Store, StoredColumn, StoredGroup } from '../store/store.ts';
import { type FileState, noWrites, type SeriesState } from './fileState.ts';
import { type SeriesIds, seriesOf } from './takeGroups.ts';

/**
 * Writes everything that is known of the file and not yet stored, the open group too, in one transaction with the cursor.
 * Returns false when another writer moved the cursor: then this process must not go on with the index.
 */
export async function commitFile(
  file: FileState,
  run: number,
  totals: string,
  ids: SeriesIds,
  store: Store,
): Promise<boolean> {
  const groups = [...file.pending.groups];
  if (file.open !== null && file.open.lines > 0) groups.push(openGroup(file, file.open, ids));
  const commit: Commit = {
    ...file.pending,
    eventIds: new EventIds(file.pending.eventIds.map(spanOf)).spans(),
    file: file.id,
    expectOffset: file.committed,
    offset: file.cursor.offset,
    state: JSON.stringify(file.cursor),
    run,
    totals,
    groups,
    columns: dirtyColumns(file),
    pages: [...file.pending.pages, ...lastPages(file)],
  };
  if (!(await store.commit(commit))) return false;
  file.committed = file.cursor.offset;
  file.pending = noWrites();
  for (const series of file.series?.values() ?? []) series.dirty = false;
  return true;
}

/** The open group as it stands, every series in its `rest`: one row to write now, overwritten when it is sealed. */
function openGroup(file: FileState, open: GroupBuilder, ids: SeriesIds): StoredGroup {
  const rest = [...open.columns.values()].map((column) => {
    const series = seriesOf(file, column.key, ids);
    series.dirty = true;
    return { id: series.id, rows: column.rows.slice(0, column.count), values: column.values.slice(0, column.count) };
  });
  return { group: file.cursor.groups, rows: encodeRows(open.rows), rest: encodeRest(rest) };
}

function dirtyColumns(file: FileState): StoredColumn[] {
  const columns: StoredColumn[] = [];
  for (const series of file.series?.values() ?? []) {
    if (!series.dirty) continue;
    columns.push({
      id: series.id,
      file: file.id,
      key: series.key,
      sealed: statisticsToBytes(series.sealed),
      total: statisticsToBytes(totalStatistics(series, file.open)),
      entries: series.entries,
      restGroups: bytesOf(Uint32Array.from(series.restGroups)),
    });
  }
  return columns;
}

/** Statistics over the sealed groups and the open one. */
export function totalStatistics(series: SeriesState, open: GroupBuilder | null): Statistics {
  const column = open?.columns.get(series.key);
  if (open === null || column === undefined) return series.sealed;
  const last = statisticsOf(
    column.values,
    placesOf(column, open.rows.step),
    placesOf(column, open.rows.time),
    column.count,
  );
  return foldStatistics(series.sealed, last);
}

function lastPages(file: FileState): Commit['pages'] {
  const pages: Commit['pages'] = [];
  for (const series of file.series?.values() ?? []) {
    if (!series.dirty || series.page === null || series.page.length === 0) continue;
    pages.push({ column: series.id, page: Math.floor(series.entries / PAGE_ENTRIES), bytes: encodePage(series.page) });
  }
  return pages;
}
