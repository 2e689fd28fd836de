import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stateLru } from './stateLru.ts';

test('of an owner what its latest state gave is kept, and nothing of earlier ones', () => {
  const kept = stateLru<number>(1_000);
  kept.set('run', '1', 'a', 1, 100);
  kept.set('run', '1', 'b', 2, 100);
  kept.set('other', '7', 'a', 3, 100);
  expect(kept.get('run', '1', 'a')).toBe(1);
  expect(kept.get('run', '2', 'a')).toBeUndefined();
  kept.set('run', '2', 'c', 4, 100);
  expect([kept.get('run', '1', 'a'), kept.get('run', '2', 'b'), kept.get('run', '2', 'c')]).toEqual([
    undefined,
    undefined,
    4,
  ]);
  expect(kept.get('other', '7', 'a')).toBe(3);
  expect(kept.bytes).toBe(200);
});

test('whatever is asked and set, the bytes are those of what can be had, at most the limit, and the last set is there', () => {
  const step = fc.record({
    owner: fc.constantFrom('x', 'y', 'z'),
    state: fc.constantFrom('1', '2', '3'),
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    bytes: fc.nat(60),
    isSet: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const kept = stateLru<number>(100);
      const sizes = new Map<string, number>();
      for (const [i, { owner, state, key, bytes, isSet }] of steps.entries()) {
        const name = `${owner} ${state} ${key}`;
        if (!isSet) {
          kept.get(owner, state, key);
          continue;
        }
        kept.set(owner, state, key, i, bytes);
        sizes.set(name, bytes);
        expect(kept.get(owner, state, key)).toBe(i);
        expect(kept.bytes).toBeLessThanOrEqual(100);
        let sum = 0;
        for (const [one, size] of sizes) {
          const [o, s, k] = one.split(' ') as [string, string, string];
          if (kept.get(o, s, k) !== undefined) sum += size;
        }
        expect(sum).toBe(kept.bytes);
      }
    }),
  );
});
