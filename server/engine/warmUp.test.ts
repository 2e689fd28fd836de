import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { warmUp } from './warmUp.ts';

test('warming up draws its pictures one by one, and gives way before each', async () => {
  let rests = 0;
  await warmUp(async () => {
    rests++;
    await turn();
  });
  expect(rests).toBeGreaterThan(30);
});
