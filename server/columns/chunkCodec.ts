import { byteReader, bytesOf, byteWriter, toFloat64, toUint16, toUint32, viewFloat64 } from './bytes.ts';
import { type GroupColumn, LEAF_POINTS } from './group.ts';

const EVERY_ROW = 0;
const SOME_ROWS = 1;
/** The i-th value of a chunk stands at this many bytes times i. */
export const VALUE_BYTES = 8;

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

/**
 * The leaves of a chunk: for each 64 consecutive points (fewer in the last leaf) the first smallest and the first greatest
 * finite value, NaN where there is none, and where in the leaf they stand. As columns; a whole number of doubles long.
 */
export interface LeafPlaces {
  /** Where the columns begin: values in doubles, positions in bytes. */
  min: number;
  max: number;
  positionOfMin: number;
  positionOfMax: number;
  /** Behind the leaves, in doubles. */
  end: number;
}

const LEAF_BYTES = 18;

/** Where the leaves of a chunk of `points` points lie that begin at the double `at`. */
export function leafPlaces(points: number, at = 0): LeafPlaces {
  const count = Math.ceil(points / LEAF_POINTS);
  const positions = (at + 2 * count) * 8;
  return {
    min: at,
    max: at + count,
    positionOfMin: positions,
    positionOfMax: positions + count,
    end: at + Math.ceil((count * LEAF_BYTES) / 8),
  };
}

export function encodeLeaves(values: Float64Array, n: number): Uint8Array<ArrayBuffer> {
  const places = leafPlaces(n);
  const doubles = new Float64Array(places.end);
  const bytes = bytesOf(doubles);
  for (let leaf = 0, begin = 0; begin < n; leaf++, begin += LEAF_POINTS) {
    const end = Math.min(n, begin + LEAF_POINTS);
    let least = begin;
    let most = begin;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = begin; i < end; i++) {
      const value = values[i] as number;
      if (value - value !== 0) continue;
      if (value < low) {
        low = value;
        least = i;
      }
      if (value > high) {
        high = value;
        most = i;
      }
    }
    doubles[places.min + leaf] = low <= high ? low : Number.NaN;
    doubles[places.max + leaf] = low <= high ? high : Number.NaN;
    bytes[places.positionOfMin + leaf] = least - begin;
    bytes[places.positionOfMax + leaf] = most - begin;
  }
  return bytes;
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
