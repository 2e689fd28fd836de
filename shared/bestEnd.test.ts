import { expect, test } from 'vitest';
import { bestEnd } from './bestEnd.ts';

test('of a loss the least is best, of a score the greatest, and of what is neither nothing is', () => {
  expect(['train/loss', 'val/error', 'ppl', 'eval_mse'].map(bestEnd)).toEqual(Array(4).fill('min'));
  expect(['val/acc', 'accuracy', 'episode_return', 'test/f1', 'mAP@50', 'val/worst_accuracy'].map(bestEnd)).toEqual(
    Array(6).fill('max'),
  );
  expect(['lr', 'epoch', 'grad_norm', 'optimizer/lr', 'seconds', 'tokens', 'accumulated'].map(bestEnd)).toEqual(
    Array(7).fill(null),
  );
});
