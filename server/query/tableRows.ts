import { isPlain } from '../columns/seriesKey.ts';
import type { TableQuery } from '../engine/api.ts';
import type { RunState } from '../ingest/runState.ts';
import type { View } from './currentView.ts';
import { positionsWhere } from './picked.ts';
import type { RunReader, RunSeries } from './runReader.ts';

/** The columns of a table with the current view of each. */
export interface TableColumns {
  names: string[];
  views: View[];
  /** Series that the query leaves out because they have labels or another scale. */
  hidden: number;
}

/** The series that a table shows: plain ones, unless labels or a scale are asked for. */
export async function tableColumns(run: RunState, query: TableQuery, reader: RunReader): Promise<TableColumns> {
  const all = await reader.series(run);
  const shown = all.filter((series) => matchesIdentity(series, query));
  const wanted = query.metrics === null ? shown : shown.filter((series) => query.metrics?.includes(series.id.name));
  const views: View[] = [];
  for (const series of wanted) views.push(await reader.view(run, series, query.coords));
  return { names: wanted.map(columnName), views, hidden: all.length - shown.length };
}

function matchesIdentity({ id }: RunSeries, query: TableQuery): boolean {
  if (query.scale === null && query.labels === null) return isPlain(id);
  if (query.scale !== null && id.scale !== query.scale) return false;
  return Object.entries(query.labels ?? {}).every(([name, value]) => id.labels[name] === value);
}

/** A plain series' column is its name; labels tell the others apart. */
function columnName({ id }: RunSeries): string {
  const labels = Object.entries(id.labels).map(([name, value]) => `${name}=${value}`);
  return labels.length === 0 ? id.name : `${id.name}{${labels.join(',')}}`;
}

/** Points of several columns gathered by key (step or time): for row r the entries [starts[r], starts[r + 1]). */
export interface GatheredRows {
  keys: Float64Array;
  starts: Uint32Array;
  column: Uint32Array;
  value: Float64Array;
}

/** `places[c]` are the keys of `values[c]`, ascending and without repeats. Linear in the points, whatever the number of columns. */
export function gatherRows(
  keys: Float64Array,
  places: readonly Float64Array[],
  values: readonly Float64Array[],
): GatheredRows {
  if (places.every((place) => isSame(keys, place))) return fullRows(keys, values);
  const starts = new Uint32Array(keys.length + 1);
  const rowOf = places.map((place) => rowsOfPlaces(keys, place));
  for (const rows of rowOf) for (const row of rows) if (row < keys.length) starts[row + 1]!++;
  for (let r = 0; r < keys.length; r++) starts[r + 1]! += starts[r] as number;
  const next = starts.slice();
  const total = starts[keys.length] as number;
  const [column, value] = [new Uint32Array(total), new Float64Array(total)];
  rowOf.forEach((rows, c) => {
    const source = values[c] as Float64Array;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      if (row >= keys.length) continue;
      const at = next[row]!++;
      column[at] = c;
      value[at] = source[i] as number;
    }
  });
  return { keys, starts, column, value };
}

/** Every column stands in every row. */
function fullRows(keys: Float64Array, values: readonly Float64Array[]): GatheredRows {
  const columns = values.length;
  const starts = new Uint32Array(keys.length + 1);
  const [column, value] = [new Uint32Array(keys.length * columns), new Float64Array(keys.length * columns)];
  for (let r = 0; r < keys.length; r++) starts[r + 1] = (r + 1) * columns;
  for (let c = 0; c < columns; c++) {
    const source = values[c] as Float64Array;
    for (let r = 0, at = c; r < keys.length; r++, at += columns) {
      column[at] = c;
      value[at] = source[r] as number;
    }
  }
  return { keys, starts, column, value };
}

/** Row of each place, or keys.length where there is none. Both ascend. */
export function rowsOfPlaces(keys: Float64Array, places: Float64Array): Uint32Array {
  const rows = new Uint32Array(places.length);
  let row = 0;
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    if (places.length * 8 < keys.length) row = firstAtLeast(keys, place, row);
    else while (row < keys.length && (keys[row] as number) < place) row++;
    rows[i] = keys[row] === place ? row : keys.length;
  }
  return rows;
}

export function firstAtLeast(keys: Float64Array, value: number, begin: number): number {
  let [low, high] = [begin, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Distinct values of several arrays, ascending, without NaN. Linear where each array ascends, as views do. */
export function distinct(arrays: readonly Float64Array[]): Float64Array {
  return arrays.map(sortedDistinct).reduce(mergeDistinct, new Float64Array(0));
}

function sortedDistinct(array: Float64Array): Float64Array {
  if (rises(array)) return array;
  const sorted = ascends(array) ? array : array.filter((value) => !Number.isNaN(value)).sort();
  const out = new Float64Array(sorted.length);
  let n = 0;
  for (let i = 0; i < sorted.length; i++) if (n === 0 || sorted[i] !== out[n - 1]) out[n++] = sorted[i] as number;
  return out.subarray(0, n);
}

/** Both ascend without repeats; so does the result. */
function mergeDistinct(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  if (isSame(a, b)) return a;
  const out = new Float64Array(a.length + b.length);
  let [i, j, n] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i] as number, b[j] as number];
    out[n++] = Math.min(left, right);
    if (left <= right) i++;
    if (right <= left) j++;
  }
  while (i < a.length) out[n++] = a[i++] as number;
  while (j < b.length) out[n++] = b[j++] as number;
  return out.subarray(0, n);
}

/** Mostly all metrics are logged at the same steps. */
function isSame(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Ascends without repeats and without NaN. */
function rises(array: Float64Array): boolean {
  for (let i = 1; i < array.length; i++) if (!((array[i] as number) > (array[i - 1] as number))) return false;
  return array.length === 0 || !Number.isNaN(array[0]);
}

function ascends(array: Float64Array): boolean {
  for (let i = 1; i < array.length; i++) if (!((array[i] as number) >= (array[i - 1] as number))) return false;
  return array.length === 0 || !Number.isNaN(array[0]);
}

/**
 * The rows that `buckets` buckets over the range of keys keep: for each column the first, last, smallest and greatest
 * finite point of each bucket, and the first non-finite one, so that no spike of any column is lost.
 */
export function sampleRows(
  rows: GatheredRows,
  columns: number,
  buckets: number,
  begin: number,
  end: number,
): Uint32Array {
  const keep = new Uint8Array(rows.keys.length);
  const first = rows.keys[begin] as number;
  const span = (rows.keys[end - 1] as number) - first;
  const state = Array.from({ length: columns }, () => ({
    bucket: -1,
    low: -1,
    high: -1,
    last: -1,
    lowValue: 0,
    highValue: 0,
  }));
  const close = (s: (typeof state)[number]): void => {
    for (const row of [s.low, s.high, s.last]) if (row >= 0) keep[row] = 1;
  };
  for (let row = begin; row < end; row++) {
    const bucket =
      span === 0 ? 0 : Math.min(buckets - 1, Math.floor((((rows.keys[row] as number) - first) / span) * buckets));
    for (let i = rows.starts[row] as number; i < (rows.starts[row + 1] as number); i++) {
      const s = state[rows.column[i] as number] as (typeof state)[number];
      const value = rows.value[i] as number;
      if (s.bucket !== bucket) {
        close(s);
        Object.assign(s, { bucket, low: -1, high: -1, last: -1 });
        keep[row] = 1;
      }
      if (value - value !== 0) continue;
      s.last = row;
      if (s.low < 0 || value < s.lowValue) Object.assign(s, { low: row, lowValue: value });
      if (s.high < 0 || value > s.highValue) Object.assign(s, { high: row, highValue: value });
    }
  }
  for (const s of state) close(s);
  return positionsWhere(keep.length, (row) => keep[row] === 1);
}
