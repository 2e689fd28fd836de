import { expect, test } from 'vitest';
import { healthPause } from './healthPause.ts';

test('who was told that runs are being read asks soon whether that is over', () => {
  const rest = healthPause({ indexing: { indexing: false } });
  expect(healthPause(undefined)).toBe(rest);
  expect(healthPause({ indexing: { indexing: true } })).toBeLessThan(rest / 5);
});
