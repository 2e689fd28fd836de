import { expect, test } from 'vitest';
import { formatBytes, formatCount, plural } from './formatCount.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  [0, '0'],
  [412, '412'],
  [9999, '9,999'],
  [10_000, '10 k'],
  [11_499, '11 k'],
  [999_499, '999 k'],
  [999_600, '1.0 M'],
  [1_240_000, '1.2 M'],
  [12_400_000, '12 M'],
  [3_000_000_000, '3.0 G'],
])('%d things are written %s', (count, text) => {
  expect(plain(formatCount(count))).toBe(text);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [1_234_567, '1.2 MB'],
])('%d bytes are written %s', (bytes, text) => {
  expect(plain(formatBytes(bytes))).toBe(text);
});

test('one thing is singular', () => {
  expect([0, 1, 2].map((count) => plain(plural(count, 'run')))).toEqual(['0 runs', '1 run', '2 runs']);
});
