import { towards } from './towards.ts';

/**
 * Mean of y[i - before … i + after] for every i, over what of that window is there, in O(n) whatever the window.
 *
 * A window is the end of one block and the beginning of the next (blocks as long as the window), so means only ever
 * grow and nothing is subtracted: a spike leaves no rounding behind, and a constant stays exactly constant.
 *
 * @param weights how many points each entry stands for; all 1 when left out.
 * @returns mean, and count: the points (sum of weights) in each window.
 */
export function runningMean(
  y: Float64Array,
  before: number,
  after: number,
  weights?: Float64Array,
): { mean: Float64Array; count: Float64Array } {
  const last = y.length - 1;
  const lead = Math.min(before, y.length);
  const reach = Math.min(after, y.length);
  const length = lead + reach + 1;
  const heads = headMeans(y, weights, length, lead);
  const tails = tailMeans(y, weights, length, lead);
  const mean = new Float64Array(y.length);
  const count = new Float64Array(y.length);
  // The first window begins `lead` entries before the series, and so does the first block: the window of `index`
  // begins `phase` entries into a block that ends before `border`.
  let border = length - lead;
  for (let index = 0, phase = 0; index <= last; index++, phase++) {
    if (phase === length) {
      phase = 0;
      border += length;
    }
    const begin = Math.max(0, index - lead);
    const end = Math.min(last, index + reach);
    if (phase === 0 || border <= begin || (end < border && begin === 0)) {
      mean[index] = heads.mean[end]!;
      count[index] = heads.count[end]!;
    } else if (end < border) {
      mean[index] = tails.mean[begin]!;
      count[index] = tails.count[begin]!;
    } else {
      const total = tails.count[begin]! + heads.count[end]!;
      mean[index] = towards(tails.mean[begin]!, heads.mean[end]!, heads.count[end]! / total);
      count[index] = total;
    }
  }
  return { mean, count };
}

interface Means {
  mean: Float64Array;
  count: Float64Array;
}

/** For every entry, the mean from the begin of its block (or of the series) up to it. */
function headMeans(y: Float64Array, weights: Float64Array | undefined, length: number, lead: number): Means {
  const mean = new Float64Array(y.length);
  const count = new Float64Array(y.length);
  for (let begin = -lead; begin < y.length; begin += length) {
    const end = Math.min(begin + length, y.length);
    let current = 0;
    let total = 0;
    for (let index = Math.max(0, begin); index < end; index++) {
      const weight = weights === undefined ? 1 : weights[index]!;
      total += weight;
      current = total === weight ? y[index]! : towards(current, y[index]!, weight / total);
      mean[index] = current;
      count[index] = total;
    }
  }
  return { mean, count };
}

/** For every entry, the mean from it to the end of its block (or of the series). */
function tailMeans(y: Float64Array, weights: Float64Array | undefined, length: number, lead: number): Means {
  const mean = new Float64Array(y.length);
  const count = new Float64Array(y.length);
  for (let begin = -lead; begin < y.length; begin += length) {
    const first = Math.max(0, begin);
    let current = 0;
    let total = 0;
    for (let index = Math.min(begin + length, y.length) - 1; index >= first; index--) {
      const weight = weights === undefined ? 1 : weights[index]!;
      total += weight;
      current = total === weight ? y[index]! : towards(current, y[index]!, weight / total);
      mean[index] = current;
      count[index] = total;
    }
  }
  return { mean, count };
}
