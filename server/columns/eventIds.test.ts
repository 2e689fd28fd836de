import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventIds } from './eventIds.ts';

test('ids are known once they were added, in any order, and kept as stretches', () => {
  const id = fc.oneof(
    fc.tuple(fc.constantFrom('a', 'b', 'a:1'), fc.integer({ min: 1, max: 60 })).map(([s, n]) => `${s}:${n}`),
    fc.constantFrom('plain', 'a', 'a:0', 'a:01', ':', '7'),
  );
  fc.assert(
    fc.property(fc.array(id, { maxLength: 200 }), (ids) => {
      const known = new EventIds();
      const plain = new Set<string>();
      for (const one of ids) {
        expect(known.add(one)).toBe(!plain.has(one));
        plain.add(one);
      }
      const again = new EventIds(known.spans());
      for (const one of ['plain', 'a', 'a:0', 'a:1:3', ':', ...Array.from({ length: 62 }, (_, i) => `a:${i}`)])
        expect([known.has(one), again.has(one)]).toEqual([plain.has(one), plain.has(one)]);
    }),
  );
});

test('a session without gaps is one stretch', () => {
  const known = new EventIds();
  for (let i = 1; i < 1_009; i++) known.add(`s:${(i * 37) % 1_009}`);
  expect(known.spans().length).toBe(1);
});
