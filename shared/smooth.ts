import type { PointColumns } from './m4.ts';
import type { Smoothing } from './series.ts';

/** Lengths of x for the time-weighted mean: a run is this many units long, whatever part of it is seen. */
const RUN_UNITS = 1000;

/**
 * Smoothed y of all points of a run, before any of them is left out. Non-finite points are passed through and do not
 * advance the filter; a constant stays exactly constant. Formulas: docs/decisions/0003-smoothing.md.
 *
 * @param points all points of one series, x ascending. @returns y, as long as x; 0 where flag is not 0.
 */
export function smooth(points: PointColumns, smoothing: Smoothing): Float64Array {
  const finite = finiteIndices(points.flag);
  const y = Float64Array.from(finite, (i) => points.y[i] as number);
  if (isConstant(y)) return points.y.slice();
  const x = Float64Array.from(finite, (i) => points.x[i] as number);
  const smoothed = smoothFinite(x, y, smoothing);
  const out = points.y.slice();
  for (let k = 0; k < finite.length; k++) out[finite[k] as number] = smoothed[k] as number;
  return out;
}

function smoothFinite(x: Float64Array, y: Float64Array, smoothing: Smoothing): Float64Array {
  switch (smoothing.kind) {
    case 'ema':
      return timeWeightedMean(x, y, smoothing.weight);
    case 'gaussian':
      return gaussian(y, smoothing.sigma);
    case 'running':
      return runningMean(y, smoothing.window);
    case 'none':
      return y;
  }
}

/** Debiased exponential mean whose weight depends on the distance in x, so that runs logged at different rates smooth alike. */
export function timeWeightedMean(x: Float64Array, y: Float64Array, weight: number): Float64Array {
  const n = y.length;
  const range = n === 0 ? 0 : (x[n - 1] as number) - (x[0] as number);
  const scale = range > 0 ? RUN_UNITS / range : 0;
  const out = new Float64Array(n);
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < n; i++) {
    const kept = i === 0 ? 0 : weight ** (((x[i] as number) - (x[i - 1] as number)) * scale);
    sum = sum * kept + (y[i] as number);
    weights = weights * kept + 1;
    out[i] = sum / weights;
  }
  return out;
}

/** Gaussian over positions, sigma in points, cut at three sigma and normalised anew at the ends. */
export function gaussian(y: Float64Array, sigma: number): Float64Array {
  if (!(sigma > 0)) return y.slice();
  const radius = Math.ceil(3 * sigma);
  const kernel = Float64Array.from({ length: radius + 1 }, (_, d) => Math.exp(-(d * d) / (2 * sigma * sigma)));
  const out = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) {
    let sum = 0;
    let weights = 0;
    const end = Math.min(y.length - 1, i + radius);
    for (let j = Math.max(0, i - radius); j <= end; j++) {
      const weight = kernel[Math.abs(i - j)] as number;
      sum += weight * (y[j] as number);
      weights += weight;
    }
    out[i] = sum / weights;
  }
  return out;
}

/** Mean of the `window` points around each, fewer at the ends. Summed in blocks: no error grows along the run. */
export function runningMean(y: Float64Array, window: number): Float64Array {
  const half = Math.floor((Math.max(1, window) - 1) / 2);
  const out = new Float64Array(y.length);
  let sum = 0;
  let from = 0;
  let to = 0;
  for (let i = 0; i < y.length; i++) {
    const [begin, end] = [Math.max(0, i - half), Math.min(y.length, i + half + 1)];
    if (i % 256 === 0) {
      sum = 0;
      for (let j = begin; j < end; j++) sum += y[j] as number;
    } else {
      for (; to < end; to++) sum += y[to] as number;
      for (; from < begin; from++) sum -= y[from] as number;
    }
    from = begin;
    to = end;
    out[i] = sum / (end - begin);
  }
  return out;
}

function finiteIndices(flag: Uint8Array): Uint32Array {
  const indices = new Uint32Array(flag.length);
  let n = 0;
  for (let i = 0; i < flag.length; i++) if (flag[i] === 0) indices[n++] = i;
  return indices.subarray(0, n);
}

function isConstant(y: Float64Array): boolean {
  for (let i = 1; i < y.length; i++) if (y[i] !== y[0]) return false;
  return true;
}
