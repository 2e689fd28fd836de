import type { ChartLine } from './types.ts';

/** What a run answered to one query for one metric. */
export interface HeldLines {
  lines: readonly ChartLine[];
  /** The run's version that the lines belong to. */
  version: string;
  /** The version that the page knew when it asked: where the run still is at it, there is nothing to ask. */
  asked: string;
}

const BYTES_PER_POINT = 17;
const BYTES_PER_BAND = 20;
const BYTES_PER_ENTRY = 2_000;

export interface LineCache {
  get(key: string): HeldLines | undefined;
  set(key: string, held: HeldLines): void;
}

/** The lines used last, up to about `mostBytes`: scrolling back and zooming out again asks for nothing. */
export function lineCache(mostBytes: number): LineCache {
  // A Map keeps the order of insertion: what is used is put at the end, what is given up stands at the beginning.
  const entries = new Map<string, HeldLines>();
  let bytes = 0;
  return {
    get: (key) => {
      const held = entries.get(key);
      if (held === undefined) return undefined;
      entries.delete(key);
      entries.set(key, held);
      return held;
    },
    set: (key, held) => {
      const old = entries.get(key);
      if (old !== undefined) bytes -= bytesOf(old);
      entries.delete(key);
      entries.set(key, held);
      bytes += bytesOf(held);
      for (const [oldest, lines] of entries) {
        if (bytes <= mostBytes || oldest === key) break;
        entries.delete(oldest);
        bytes -= bytesOf(lines);
      }
    },
  };
}

function bytesOf({ lines }: HeldLines): number {
  return lines.reduce(
    (sum, { raw, smooth, band }) =>
      sum + (raw.x.length + (smooth?.x.length ?? 0)) * BYTES_PER_POINT + (band?.n.length ?? 0) * BYTES_PER_BAND,
    BYTES_PER_ENTRY,
  );
}
