/** A growing little-endian byte buffer: what the codecs write into. */
export interface ByteWriter {
  u8(value: number): void;
  u32(value: number): void;
  f64(value: number): void;
  text(value: string): void;
  raw(bytes: Uint8Array): void;
  /** The bytes written so far, copied. */
  done(): Uint8Array<ArrayBuffer>;
}

export function byteWriter(capacity = 1024): ByteWriter {
  let bytes = new Uint8Array(capacity);
  let view = new DataView(bytes.buffer);
  let at = 0;
  const room = (need: number): number => {
    if (at + need > bytes.length) {
      const larger = new Uint8Array(Math.max(bytes.length * 2, at + need));
      larger.set(bytes);
      bytes = larger;
      view = new DataView(bytes.buffer);
    }
    const start = at;
    at += need;
    return start;
  };
  const raw = (source: Uint8Array): void => {
    const start = room(source.length);
    bytes.set(source, start);
  };
  // room() may replace the view, so it is called first.
  const u32 = (value: number): void => {
    const start = room(4);
    view.setUint32(start, value, true);
  };
  return {
    u8: (value) => {
      const start = room(1);
      view.setUint8(start, value);
    },
    u32,
    f64: (value) => {
      const start = room(8);
      view.setFloat64(start, value, true);
    },
    text: (value) => {
      const encoded = new TextEncoder().encode(value);
      u32(encoded.length);
      raw(encoded);
    },
    raw,
    done: () => bytes.slice(0, at),
  };
}

/** Reads what a ByteWriter wrote. Throws RangeError past the end: a damaged index, which is rebuilt. */
export interface ByteReader {
  u8(): number;
  u32(): number;
  f64(): number;
  text(): string;
  /** A view of the next `length` bytes. */
  raw(length: number): Uint8Array;
}

export function byteReader(bytes: Uint8Array): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const step = (length: number): number => {
    const start = at;
    at += length;
    return start;
  };
  const raw = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('index blob ends early');
    return bytes.subarray(at, step(length) + length);
  };
  return {
    u8: () => view.getUint8(step(1)),
    u32: () => view.getUint32(step(4), true),
    f64: () => view.getFloat64(step(8), true),
    text: () => new TextDecoder().decode(raw(view.getUint32(step(4), true))),
    raw,
  };
}

/** The bytes of a typed array, without a copy. */
export function bytesOf(array: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
}

/** `count` doubles from bytes of any alignment, copied. */
export function toFloat64(bytes: Uint8Array, count: number): Float64Array {
  const out = new Float64Array(count);
  bytesOf(out).set(bytes.subarray(0, count * 8));
  return out;
}

/** `count` doubles in place where they are aligned, else copied. Not to be written to. */
export function viewFloat64(bytes: Uint8Array, count: number): Float64Array {
  if (bytes.byteOffset % 8 !== 0) return toFloat64(bytes, count);
  return new Float64Array(bytes.buffer, bytes.byteOffset, count);
}

/** `count` 16-bit integers from bytes of any alignment, copied. */
export function toUint16(bytes: Uint8Array, count: number): Uint16Array {
  const out = new Uint16Array(count);
  bytesOf(out).set(bytes.subarray(0, count * 2));
  return out;
}

/** `count` 32-bit integers from bytes of any alignment, copied. */
export function toUint32(bytes: Uint8Array, count: number): Uint32Array {
  const out = new Uint32Array(count);
  bytesOf(out).set(bytes.subarray(0, count * 4));
  return out;
}
