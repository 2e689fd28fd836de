import { picked } from './picked.ts';
import { concatPoints, type RawPoints } from './rawPoints.ts';

/**
 * The current view of a series: per step the last written point, ascending by step, then the points without a step in
 * the order of writing.
 */
export interface View {
  length: number;
  /** How many have a step: [0, stepped). */
  stepped: number;
  step: Float64Array;
  time: Float64Array;
  value: Float64Array;
  /** Of a derived series: points of its sources that lie on no step of it. */
  skipped?: number;
}

/** Several files of one run in the order of (ts, file), each file's own order kept. */
export function mergeFiles(files: readonly RawPoints[]): RawPoints {
  const order = orderOfFiles(files.map(({ ts }) => ts));
  const all = files.length === 1 ? (files[0] as RawPoints) : concatPoints(files);
  if (order === null) return all;
  const pick = (from: Float64Array): Float64Array => picked(from, order);
  return { length: all.length, step: pick(all.step), time: pick(all.time), ts: pick(all.ts), value: pick(all.value) };
}

/** Positions in the files one behind the other; null where they stay as they are. `clocks` are the `ts` of each file's points. */
export function orderOfFiles(clocks: readonly Float64Array[]): Uint32Array | null {
  if (clocks.length < 2) return null;
  const starts = clocks.map((_, f) => clocks.slice(0, f).reduce((sum, ts) => sum + ts.length, 0));
  const order = new Uint32Array(clocks.reduce((sum, ts) => sum + ts.length, 0));
  const at = clocks.map(() => 0);
  for (let i = 0; i < order.length; i++) {
    let next = -1;
    let least = 0;
    for (let f = 0; f < clocks.length; f++) {
      const clock = clocks[f] as Float64Array;
      if ((at[f] as number) >= clock.length) continue;
      const ts = clock[at[f] as number] as number;
      if (next >= 0 && !(ts < least)) continue;
      next = f;
      least = ts;
    }
    order[i] = (starts[next] as number) + at[next]!++;
  }
  return order;
}

export function currentView(points: RawPoints): View {
  const winning = currentOrder(points.step);
  if (winning === null) {
    return { length: points.length, stepped: points.length, step: points.step, time: points.time, value: points.value };
  }
  const { order, stepped } = winning;
  const pick = (from: Float64Array): Float64Array => picked(from, order);
  return { length: order.length, stepped, step: pick(points.step), time: pick(points.time), value: pick(points.value) };
}

/** Positions of the points that stand; null where all do, in the order of writing. */
export function currentOrder(step: Float64Array): { order: Uint32Array; stepped: number } | null {
  return stepsRise(step) ? null : winners(step);
}

function stepsRise(step: Float64Array): boolean {
  for (let i = 0; i < step.length; i++)
    if (!((step[i] as number) > (i === 0 ? Number.NEGATIVE_INFINITY : (step[i - 1] as number)))) return false;
  return true;
}

/**
 * Positions of the points that stand, by step. A natural merge: stretches of rising steps (a run and each of its resumes)
 * are merged pairwise, and of two equal steps the later stretch wins. O(n log stretches).
 */
function winners(step: Float64Array): { order: Uint32Array; stepped: number } {
  let [stretches, stepless] = risingStretches(step);
  while (stretches.length > 1) {
    const merged: Uint32Array[] = [];
    for (let i = 0; i < stretches.length; i += 2) {
      const [older, newer] = [stretches[i] as Uint32Array, stretches[i + 1]];
      merged.push(newer === undefined ? older : mergeStretches(older, newer, step));
    }
    stretches = merged;
  }
  const stepped = stretches[0] as Uint32Array;
  const order = new Uint32Array(stepped.length + stepless.length);
  order.set(stepped);
  order.set(stepless, stepped.length);
  return { order, stepped: stepped.length };
}

/** Positions of the points with a step, cut where steps stop rising, and of those without. */
function risingStretches(step: Float64Array): [stretches: Uint32Array[], stepless: Uint32Array] {
  const [stepped, stepless] = [new Uint32Array(step.length), new Uint32Array(step.length)];
  const cuts = [0];
  let [n, without, last] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < step.length; i++) {
    const value = step[i] as number;
    if (Number.isNaN(value)) {
      stepless[without++] = i;
      continue;
    }
    if (value <= last) cuts.push(n);
    stepped[n++] = i;
    last = value;
  }
  const stretches = cuts.map((start, c) => stepped.subarray(start, cuts[c + 1] ?? n));
  return [stretches, stepless.subarray(0, without)];
}

function mergeStretches(older: Uint32Array, newer: Uint32Array, step: Float64Array): Uint32Array {
  const out = new Uint32Array(older.length + newer.length);
  let [a, b] = [firstNotBelow(older, step[newer[0] as number] as number, step), 0];
  // A resume touches the end of what was before it: the rest is copied as it is.
  out.set(older.subarray(0, a));
  let n = a;
  while (a < older.length && b < newer.length) {
    const [left, right] = [step[older[a] as number] as number, step[newer[b] as number] as number];
    if (left < right) out[n++] = older[a++] as number;
    else {
      if (left === right) a++;
      out[n++] = newer[b++] as number;
    }
  }
  const rest = a < older.length ? older.subarray(a) : newer.subarray(b);
  out.set(rest, n);
  return out.subarray(0, n + rest.length);
}

/** Where in a rising stretch the first step stands that is not below `limit`. */
function firstNotBelow(stretch: Uint32Array, limit: number, step: Float64Array): number {
  let [low, high] = [0, stretch.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((step[stretch[middle] as number] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
