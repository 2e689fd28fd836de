import { toUint32 } from '../columns/bytes.ts';
import { decodeRest, type Rest } from '../columns/chunkCodec.ts';
import { type GroupBuilder, newGroup } from '../columns/groupBuilder.ts';
import { decodeRows } from '../columns/rowsCodec.ts';
import { statisticsFromBytes } from '../columns/statistics.ts';
import type { Store } from '../store/store.ts';
import type { FileState, SeriesState } from './fileState.ts';

/** Brings a file's series and its open group back from the store, so that it can be read on or asked about. */
export async function loadFile(file: FileState, store: Store): Promise<void> {
  if (file.series === null) file.series = await loadSeries(file, store);
  if (file.open === null) file.open = await loadOpenGroup(file, file.series, store);
}

async function loadSeries(file: FileState, store: Store): Promise<Map<string, SeriesState>> {
  const series = new Map<string, SeriesState>();
  for (const column of await store.listColumns(file.id)) {
    const restGroups = [...toUint32(column.restGroups, column.restGroups.length / 4)];
    const sealed = statisticsFromBytes(column.sealed);
    series.set(column.key, {
      id: column.id,
      key: column.key,
      sealed,
      entries: column.entries,
      page: null,
      restGroups,
      dirty: false,
    });
  }
  return series;
}

async function loadOpenGroup(file: FileState, series: Map<string, SeriesState>, store: Store): Promise<GroupBuilder> {
  const { groups, offset, groupOffset, lines, groupLine } = file.cursor;
  const open = newGroup();
  if (lines === groupLine) return open;
  const [stored] = await store.getGroups(file.id, groups, groups);
  if (stored === undefined) throw new Error('the open group is missing from the index');
  open.rows = decodeRows(stored.rows);
  open.lines = lines - groupLine;
  open.bytes = offset - groupOffset;
  for (const [i, stage] of open.rows.stages.entries()) open.stageIndex.set(stage, i);
  fillColumns(open, decodeRest(stored.rest), series);
  return open;
}

function fillColumns(open: GroupBuilder, rest: Rest, series: Map<string, SeriesState>): void {
  const keys = new Map<number, string>();
  for (const state of series.values()) keys.set(state.id, state.key);
  rest.ids.forEach((id, i) => {
    const key = keys.get(id);
    if (key === undefined) throw new Error('a series is missing from the index');
    const [start, end] = [rest.starts[i] as number, rest.starts[i + 1] as number];
    open.columns.set(key, {
      key,
      count: end - start,
      rows: rest.rows.slice(start, end),
      values: rest.values.slice(start, end),
    });
  });
}
