/**
 * The 97.5 % quantile of Student's t with `degrees` of freedom (a whole number ≥ 1): half the width of a 95 % interval in standard errors.
 * Bisection of the distribution function, which for whole degrees is a finite sum (Abramowitz and Stegun 26.7.3 and .4).
 */
export function studentT975(degrees: number): number {
  const known = quantiles.get(degrees);
  if (known !== undefined) return known;
  let [low, high] = [1.9, 13];
  while (high - low > 4e-16 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (shareWithin(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  quantiles.set(degrees, high);
  return high;
}

const quantiles = new Map<number, number>();

/** Probability of |T| ≤ t. */
function shareWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = odd && degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}
