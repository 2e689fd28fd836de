import { type ByteReader, type ByteWriter, bytesOf, toFloat64 } from './bytes.ts';

/**
 * Exact, small encodings of the two columns that every line carries. Each begins with a byte that names its kind:
 *
 *   0  plain    `count` doubles
 *   1  affine   first, stride: value[i] = first + i * stride, all integers below 2^53
 *   2  bytes    first, then (count - 1) unsigned 8-bit differences of integers
 *   3  ulps     first, then (count - 1) signed 32-bit differences of the doubles' bit patterns
 *
 * Steps mostly rise by a constant or a little; times rise by a few million ulps (2^-22 s each in this decade).
 */
const PLAIN = 0;
const AFFINE = 1;
const BYTES = 2;
const ULPS = 3;

export function writeSteps(out: ByteWriter, values: Float64Array): void {
  const stride = affineStride(values);
  if (stride !== null) {
    out.u8(AFFINE);
    out.f64(values[0] ?? 0);
    out.f64(stride);
  } else if (hasByteDifferences(values)) {
    out.u8(BYTES);
    out.f64(values[0] as number);
    const differences = new Uint8Array(values.length - 1);
    for (let i = 1; i < values.length; i++) differences[i - 1] = (values[i] as number) - (values[i - 1] as number);
    out.raw(differences);
  } else writePlain(out, values);
}

export function writeTimes(out: ByteWriter, values: Float64Array): void {
  const differences = ulpDifferences(values);
  if (differences === null) {
    writePlain(out, values);
    return;
  }
  out.u8(ULPS);
  out.f64(values[0] as number);
  out.raw(bytesOf(differences));
}

export function readNumbers(input: ByteReader, count: number): Float64Array {
  const kind = input.u8();
  if (kind === PLAIN) return toFloat64(input.raw(count * 8), count);
  const first = input.f64();
  const out = new Float64Array(count);
  if (kind === AFFINE) {
    const stride = input.f64();
    for (let i = 0; i < count; i++) out[i] = first + i * stride;
  } else if (kind === BYTES) addBytes(out, first, input.raw(count - 1));
  else if (kind === ULPS) addUlps(out, first, input.raw((count - 1) * 4));
  else throw new RangeError(`unknown number encoding ${kind}`);
  return out;
}

function writePlain(out: ByteWriter, values: Float64Array): void {
  out.u8(PLAIN);
  out.raw(bytesOf(values));
}

/** The constant difference of safe integers, or null. One value has stride 0; none is stored as 0 + i * 0. */
export function affineStride(values: Float64Array): number | null {
  if (values.length === 0) return 0;
  const first = values[0] as number;
  if (!Number.isSafeInteger(first) || Object.is(first, -0)) return null;
  if (values.length === 1) return 0;
  const stride = (values[1] as number) - first;
  if (!Number.isSafeInteger(stride) || !Number.isSafeInteger(first + stride * values.length)) return null;
  for (let i = 2; i < values.length; i++) if (values[i] !== first + i * stride) return null;
  return values[1] === first + stride ? stride : null;
}

function hasByteDifferences(values: Float64Array): boolean {
  if (!Number.isSafeInteger(values[0])) return false;
  for (let i = 1; i < values.length; i++) {
    const difference = (values[i] as number) - (values[i - 1] as number);
    if (!(difference >= 0 && difference <= 255) || !Number.isSafeInteger(values[i])) return false;
  }
  return true;
}

function addBytes(out: Float64Array, first: number, differences: Uint8Array): void {
  let value = first;
  if (out.length > 0) out[0] = value;
  for (let i = 1; i < out.length; i++) {
    value += differences[i - 1] as number;
    out[i] = value;
  }
}

/** Differences of the bit patterns as 64-bit integers, or null where one does not fit 32 bits (or a sign changes). */
function ulpDifferences(values: Float64Array): Int32Array | null {
  if (values.length === 0) return null;
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const out = new Int32Array(values.length - 1);
  for (let i = 1; i < values.length; i++) {
    const high = (words[2 * i + 1] as number) - (words[2 * i - 1] as number);
    const difference = high * 4294967296 + (words[2 * i] as number) - (words[2 * i - 2] as number);
    if (!(difference >= -2147483648 && difference <= 2147483647)) return null;
    out[i - 1] = difference;
  }
  return out;
}

function addUlps(out: Float64Array, first: number, bytes: Uint8Array): void {
  if (out.length === 0) return;
  out[0] = first;
  const differences = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = new Uint32Array(out.buffer);
  let low = words[0] as number;
  let high = words[1] as number;
  for (let i = 1; i < out.length; i++) {
    low += differences.getInt32((i - 1) * 4, true);
    if (low < 0) {
      low += 4294967296;
      high -= 1;
    } else if (low >= 4294967296) {
      low -= 4294967296;
      high += 1;
    }
    words[2 * i] = low;
    words[2 * i + 1] = high;
  }
}
