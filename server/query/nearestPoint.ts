import { firstAtOrAfter } from '../../shared/m4.ts';
import type { View } from './currentView.ts';

/** Index of the point whose step is nearest (the earlier of two as near); -1 where no point has a step. */
export function nearestByStep({ step, stepped }: View, at: number): number {
  const steps = step.subarray(0, stepped);
  const after = firstAtOrAfter(steps, at);
  if (after === 0 || after === stepped) return after === 0 && stepped > 0 ? 0 : after - 1;
  return at - (steps[after - 1] as number) <= (steps[after] as number) - at ? after - 1 : after;
}

/** Index of the point that was written nearest in time (the earlier of two as near); -1 where no point has a time. Times need not ascend. */
export function nearestByTime({ time, length }: View, at: number): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < length; i++) {
    const distance = Math.abs((time[i] as number) - at);
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
