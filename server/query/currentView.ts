import type { RawPoints } from './rawPoints.ts';

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
}

/** Several files of one run in the order of (ts, file), each file's own order kept. */
export function mergeFiles(files: readonly RawPoints[]): RawPoints {
  const only = files[0];
  if (files.length === 1 && only !== undefined) return only;
  const length = files.reduce((sum, file) => sum + file.length, 0);
  const [step, time, ts, value] = [0, 1, 2, 3].map(() => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const at = files.map(() => 0);
  for (let i = 0; i < length; i++) {
    let next = -1;
    for (let f = 0; f < files.length; f++) {
      const file = files[f] as RawPoints;
      if ((at[f] as number) >= file.length) continue;
      if (
        next < 0 ||
        (file.ts[at[f] as number] as number) < ((files[next] as RawPoints).ts[at[next] as number] as number)
      )
        next = f;
    }
    const file = files[next] as RawPoints;
    const from = at[next] as number;
    at[next] = from + 1;
    step[i] = file.step[from] as number;
    time[i] = file.time[from] as number;
    ts[i] = file.ts[from] as number;
    value[i] = file.value[from] as number;
  }
  return { length, step, time, ts, value };
}

export function currentView(points: RawPoints): View {
  if (stepsRise(points.step)) {
    return { length: points.length, stepped: points.length, step: points.step, time: points.time, value: points.value };
  }
  const { order, stepped } = winners(points.step);
  const pick = (from: Float64Array): Float64Array => Float64Array.from(order, (i) => from[i] as number);
  return { length: order.length, stepped, step: pick(points.step), time: pick(points.time), value: pick(points.value) };
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
export function winners(step: Float64Array): { order: Uint32Array; stepped: number } {
  let stretches = risingStretches(step);
  while (stretches.length > 1) {
    const merged: Uint32Array[] = [];
    for (let i = 0; i < stretches.length; i += 2) {
      const [older, newer] = [stretches[i] as Uint32Array, stretches[i + 1]];
      merged.push(newer === undefined ? older : mergeStretches(older, newer, step));
    }
    stretches = merged;
  }
  const stepped = stretches[0] ?? new Uint32Array(0);
  const stepless = Uint32Array.from(step.keys()).filter((i) => Number.isNaN(step[i]));
  const order = new Uint32Array(stepped.length + stepless.length);
  order.set(stepped);
  order.set(stepless, stepped.length);
  return { order, stepped: stepped.length };
}

function risingStretches(step: Float64Array): Uint32Array[] {
  const stretches: Uint32Array[] = [];
  let current: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < step.length; i++) {
    const value = step[i] as number;
    if (Number.isNaN(value)) continue;
    if (value <= last && current.length > 0) {
      stretches.push(Uint32Array.from(current));
      current = [];
    }
    current.push(i);
    last = value;
  }
  if (current.length > 0) stretches.push(Uint32Array.from(current));
  return stretches;
}

function mergeStretches(older: Uint32Array, newer: Uint32Array, step: Float64Array): Uint32Array {
  const out = new Uint32Array(older.length + newer.length);
  let [a, b, n] = [0, 0, 0];
  while (a < older.length && b < newer.length) {
    const [left, right] = [step[older[a] as number] as number, step[newer[b] as number] as number];
    if (left < right) out[n++] = older[a++] as number;
    else {
      if (left === right) a++;
      out[n++] = newer[b++] as number;
    }
  }
  while (a < older.length) out[n++] = older[a++] as number;
  while (b < newer.length) out[n++] = newer[b++] as number;
  return out.subarray(0, n);
}
