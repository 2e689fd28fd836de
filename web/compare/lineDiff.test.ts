import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDiff } from './lineDiff.ts';

test('says what was taken out and what was put in', () => {
  expect(lineDiff(['a', 'b', 'c', 'd'], ['a', 'c', 'x', 'd']).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'same a',
    'removed b',
    'same c',
    'added x',
    'same d',
  ]);
});

const texts = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 });

test('read without the added lines it is the one text, without the removed lines the other', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const lines = lineDiff(before, after);
      expect(lines.filter(({ kind }) => kind !== 'added').map(({ text }) => text)).toEqual(before);
      expect(lines.filter(({ kind }) => kind !== 'removed').map(({ text }) => text)).toEqual(after);
    }),
    { numRuns: 500 },
  );
});

test('no way is shorter', () => {
  const longestCommon = (a: string[], b: string[]): number => {
    let row = Array.from({ length: b.length + 1 }, () => 0);
    for (const text of a) {
      const next = [0];
      for (const [j, other] of b.entries()) next.push(text === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
      row = next;
    }
    return row.at(-1)!;
  };
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const same = lineDiff(before, after).filter(({ kind }) => kind === 'same').length;
      expect(same).toBe(longestCommon(before, after));
    }),
    { numRuns: 300 },
  );
});

test('texts that have nothing in common are compared whole, however long', () => {
  const lines = (name: string) => Array.from({ length: 5_000 }, (_, i) => `${name} ${i}`);
  expect(lineDiff(lines('a'), lines('b'))).toHaveLength(10_000);
});
