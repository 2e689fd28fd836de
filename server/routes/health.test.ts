import { expect, test } from 'vitest';
import type { Health } from '../../shared/health.ts';
import { knownHealth } from './health.ts';

const at = (as_of: number): Health => ({ as_of }) as Health;

test('a busy engine is not waited for: its last word is given, and the next one is kept', async () => {
  const answers: ((health: Health) => void)[] = [];
  const health = knownHealth(() => new Promise((resolve) => answers.push(resolve)), 1);
  const first = health();
  answers[0]?.(at(1));
  expect((await first).as_of).toBe(1);
  expect((await health()).as_of).toBe(1);
  answers[1]?.(at(2));
  expect((await health()).as_of).toBe(2);
});

test('an engine that answers in time is believed, and one that failed says so', async () => {
  let word: () => Promise<Health> = async () => at(1);
  const health = knownHealth(() => word(), 10_000);
  await health();
  word = async () => at(2);
  expect((await health()).as_of).toBe(2);
  word = async () => Promise.reject(new Error('the engine stopped (1)'));
  await expect(health()).rejects.toThrow('the engine stopped (1)');
});
