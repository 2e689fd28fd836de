import { byteReader, bytesOf, byteWriter, toFloat64, toUint16, toUint32, viewFloat64 } from './bytes.ts';
import { type GroupColumn, LEAF_POINTS } from './group.ts';

const EVERY_ROW = 0;
const SOME_ROWS = 1;

/**
 * A chunk: the values of one series in one group, their rows unless the series stands on every row, and a byte that says
 * which. Values stand first, so that a blob in memory of its own is read in place.
 */
export function encodePoints(column: GroupColumn, rowCount: number): Uint8Array<ArrayBuffer> {
  const n = column.count;
  const everyRow = n === rowCount;
  const out = new Uint8Array(n * (everyRow ? 8 : 10) + 1);
  out.set(bytesOf(column.values.subarray(0, n)));
  if (!everyRow) out.set(bytesOf(column.rows.subarray(0, n)), n * 8);
  out[out.length - 1] = everyRow ? EVERY_ROW : SOME_ROWS;
  return out;
}

export interface ChunkPoints {
  values: Float64Array;
  /** null: the i-th value stands on the i-th row. */
  rows: Uint16Array | null;
}

export function decodePoints(blob: Uint8Array): ChunkPoints {
  const everyRow = blob[blob.length - 1] === EVERY_ROW;
  const n = (blob.length - 1) / (everyRow ? 8 : 10);
  return { values: viewFloat64(blob, n), rows: everyRow ? null : toUint16(blob.subarray(n * 8), n) };
}

/** Summary of 64 consecutive points of a chunk (fewer in the last leaf), for work that need not see every point. */
export interface Leaves {
  count: number;
  /** Finite values only; min, max are NaN and sum is 0 where there is none. */
  min: Float64Array;
  max: Float64Array;
  sum: Float64Array;
  finite: Uint8Array;
}

const LEAF_BYTES = 25;

export function encodeLeaves(values: Float64Array, n: number): Uint8Array<ArrayBuffer> {
  const count = Math.ceil(n / LEAF_POINTS);
  const out = new Uint8Array(count * LEAF_BYTES);
  const doubles = new Float64Array(count * 3);
  for (let leaf = 0; leaf < count; leaf++) {
    const end = Math.min(n, (leaf + 1) * LEAF_POINTS);
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let sum = 0;
    let finite = 0;
    for (let i = leaf * LEAF_POINTS; i < end; i++) {
      const value = values[i] as number;
      if (value - value !== 0) continue;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      finite++;
    }
    doubles[leaf] = finite === 0 ? Number.NaN : min;
    doubles[count + leaf] = finite === 0 ? Number.NaN : max;
    doubles[2 * count + leaf] = sum;
    out[24 * count + leaf] = finite;
  }
  out.set(bytesOf(doubles), 0);
  return out;
}

export function decodeLeaves(blob: Uint8Array): Leaves {
  const count = blob.length / LEAF_BYTES;
  return {
    count,
    min: toFloat64(blob, count),
    max: toFloat64(blob.subarray(8 * count), count),
    sum: toFloat64(blob.subarray(16 * count), count),
    finite: blob.subarray(24 * count, 25 * count),
  };
}

/** The series that have few points in a group, packed: ids ascending, so one can be found by bisection. */
export interface RestColumn {
  id: number;
  rows: Uint16Array;
  values: Float64Array;
}

export function encodeRest(columns: RestColumn[]): Uint8Array<ArrayBuffer> {
  const sorted = columns.toSorted((a, b) => a.id - b.id);
  const out = byteWriter(8 + sorted.length * 32);
  out.u32(sorted.length);
  out.raw(bytesOf(Uint32Array.from(sorted, (column) => column.id)));
  out.raw(bytesOf(Uint16Array.from(sorted, (column) => column.values.length)));
  for (const column of sorted) out.raw(bytesOf(column.rows));
  for (const column of sorted) out.raw(bytesOf(column.values));
  return out.done();
}

export interface Rest {
  ids: Uint32Array;
  /** Points of the i-th series are [starts[i], starts[i + 1]) of rows and values. */
  starts: Uint32Array;
  rows: Uint16Array;
  values: Float64Array;
}

export function decodeRest(blob: Uint8Array): Rest {
  const input = byteReader(blob);
  const n = input.u32();
  const ids = toUint32(input.raw(n * 4), n);
  const counts = toUint16(input.raw(n * 2), n);
  const starts = new Uint32Array(n + 1);
  for (let i = 0; i < n; i++) starts[i + 1] = (starts[i] as number) + (counts[i] as number);
  const total = starts[n] as number;
  return { ids, starts, rows: toUint16(input.raw(total * 2), total), values: toFloat64(input.raw(total * 8), total) };
}

/** Index of an id in ascending ids, or -1. */
export function findId(ids: Uint32Array, id: number): number {
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ids[middle] as number;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
