import type { PointColumns } from './m4.ts';
import { runningMean } from './runningMean.ts';
import type { Smoothing } from './series.ts';
import { towards } from './towards.ts';

/** x distances are measured in 1/1000 of the run's x range: about one step per pixel of a chart. */
export const VIEWPORT_SCALE = 1000;
/** Up to this radius the Gaussian is summed point by point; beyond, as a staircase of nested boxes. */
const MOST_DIRECT_RADIUS = 64;
const STAIRS = 16;

/**
 * Smoothed y of a whole series, in O(n). Formulas and choices: docs/decisions/0003-smoothing.md.
 * Non-finite points are handed through as they are and do not count as points for their neighbours.
 * A constant series stays exactly constant.
 *
 * @param points the whole series, x ascending: smoothing a viewport alone would change the curve at every zoom.
 * @param xRange first and last x of the run on this axis, by which the EMA measures distance.
 * @param weights how many points each entry stands for (leaf means); all 1 when left out.
 * @returns as many values as points; where flag is not 0 the y that came in.
 */
export function smooth(
  points: PointColumns,
  smoothing: Smoothing,
  xRange: readonly [number, number],
  weights?: Float64Array,
): Float64Array {
  const out = points.y.slice();
  const finite = finiteIndices(points.flag);
  const take = (column: Float64Array) =>
    finite === null ? column : Float64Array.from(finite, (index) => column[index]!);
  const y = take(points.y);
  const counts = weights === undefined ? undefined : take(weights);
  const smoothed = smoothFinite(y, () => take(points.x), counts, smoothing, xRange[1] - xRange[0]);
  if (finite === null) return smoothed === points.y ? out : smoothed;
  for (let rank = 0; rank < finite.length; rank++) out[finite[rank]!] = smoothed[rank]!;
  return out;
}

function smoothFinite(
  y: Float64Array,
  x: () => Float64Array,
  weights: Float64Array | undefined,
  smoothing: Smoothing,
  xSpan: number,
): Float64Array {
  switch (smoothing.kind) {
    case 'none':
      return y;
    case 'ema':
      return smoothing.weight > 0 ? timeWeightedEma(x(), y, smoothing.weight, xSpan, weights) : y;
    case 'gaussian':
      return gaussian(y, smoothing.sigma, weights);
    case 'running': {
      const before = Math.floor(smoothing.window / 2);
      return runningMean(y, before, smoothing.window - 1 - before, weights).mean;
    }
  }
}

/** Indices of the finite points, or null when all are. */
function finiteIndices(flag: Uint8Array): Uint32Array | null {
  let count = 0;
  for (let index = 0; index < flag.length; index++) if (flag[index] === 0) count++;
  if (count === flag.length) return null;
  const indices = new Uint32Array(count);
  let rank = 0;
  for (let index = 0; index < flag.length; index++) if (flag[index] === 0) indices[rank++] = index;
  return indices;
}

/** `debias` is the sum of all weights so far; moving by the share of the newest keeps constants exact. */
function timeWeightedEma(
  x: Float64Array,
  y: Float64Array,
  weight: number,
  xSpan: number,
  weights: Float64Array | undefined,
): Float64Array {
  const out = new Float64Array(y.length);
  const scale = xSpan > 0 ? VIEWPORT_SCALE / xSpan : 0;
  const base = Math.min(weight, 0.999);
  let mean = 0;
  let debias = 0;
  let lastStep = Number.NaN;
  let decay = 0;
  for (let index = 0; index < y.length; index++) {
    const step = index === 0 ? 0 : x[index]! - x[index - 1]!;
    if (step !== lastStep) decay = base ** (step * scale);
    lastStep = step;
    const count = weights === undefined ? 1 : weights[index]!;
    debias = debias * decay + count;
    mean = index === 0 ? y[0]! : towards(mean, y[index]!, count / debias);
    out[index] = mean;
  }
  return out;
}

/** Truncated at 3 sigma and renormalised over what is there. */
function gaussian(y: Float64Array, sigma: number, weights: Float64Array | undefined): Float64Array {
  const radius = Math.ceil(3 * sigma);
  return radius <= MOST_DIRECT_RADIUS
    ? directGaussian(y, sigma, radius, weights)
    : stairGaussian(y, sigma, radius, weights);
}

function directGaussian(
  y: Float64Array,
  sigma: number,
  radius: number,
  weights: Float64Array | undefined,
): Float64Array {
  const kernel = Float64Array.from({ length: radius + 1 }, (_, distance) => gaussianAt(distance, sigma));
  const whole = kernel.reduce((sum, share) => sum + 2 * share, -kernel[0]!);
  const out = new Float64Array(y.length);
  for (let index = 0; index < y.length; index++) {
    if (weights !== undefined || index < radius || index + radius >= y.length) {
      out[index] = gaussianMean(y, kernel, index, weights);
      continue;
    }
    // Differences from the centre, because their sum is exactly 0 where all values are the same.
    const centre = y[index]!;
    let sum = 0;
    for (let distance = 1; distance <= radius; distance++) {
      sum += kernel[distance]! * (y[index - distance]! - centre + (y[index + distance]! - centre));
    }
    const mean = centre + sum / whole;
    out[index] = Number.isFinite(mean) ? mean : gaussianMean(y, kernel, index, weights);
  }
  return out;
}

/** The weighted mean around one point, wherever it lies. */
function gaussianMean(y: Float64Array, kernel: Float64Array, index: number, weights: Float64Array | undefined): number {
  const end = Math.min(y.length, index + kernel.length);
  let mean = 0;
  let total = 0;
  for (let other = Math.max(0, index - kernel.length + 1); other < end; other++) {
    const share = kernel[Math.abs(other - index)]! * (weights === undefined ? 1 : weights[other]!);
    total += share;
    mean = total === share ? y[other]! : towards(mean, y[other]!, share / total);
  }
  return mean;
}

/** One box of the staircase: all distances up to `radius` weigh `rise` more than those beyond. */
interface Stair {
  radius: number;
  rise: number;
}

/**
 * The Gaussian as STAIRS nested boxes: each ring of distances weighs what the Gaussian weighs there in the mean.
 * Cost does not grow with sigma, and as boxes only add, a spike harms nothing beyond its reach.
 */
export function gaussianStairs(sigma: number, radius: number): Stair[] {
  const radii = Array.from({ length: STAIRS }, (_, stair) => Math.round(((stair + 1) * radius) / STAIRS));
  const heights = radii.map((outer, stair) => {
    const inner = stair === 0 ? 0 : radii[stair - 1]! + 1;
    let sum = 0;
    for (let distance = inner; distance <= outer; distance++) sum += gaussianAt(distance, sigma);
    return sum / (outer - inner + 1);
  });
  return radii.map((outer, stair) => ({ radius: outer, rise: heights[stair]! - (heights[stair + 1] ?? 0) }));
}

function stairGaussian(
  y: Float64Array,
  sigma: number,
  radius: number,
  weights: Float64Array | undefined,
): Float64Array {
  const out = new Float64Array(y.length);
  const total = new Float64Array(y.length);
  for (const stair of gaussianStairs(sigma, radius)) {
    const { mean, count } = runningMean(y, stair.radius, stair.radius, weights);
    for (let index = 0; index < y.length; index++) {
      const share = stair.rise * count[index]!;
      total[index]! += share;
      out[index] = total[index] === share ? mean[index]! : towards(out[index]!, mean[index]!, share / total[index]!);
    }
  }
  return out;
}

function gaussianAt(distance: number, sigma: number): number {
  return Math.exp(-0.5 * (distance / sigma) ** 2);
}
