import { expect, test } from 'vitest';
import { formatAge, formatAgo, formatDuration, formatTime } from './formatAge.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  [-30, 'now'],
  [4, 'now'],
  [12, '12 s'],
  [59.9, '59 s'],
  [60, '1 min'],
  [3599, '59 min'],
  [7200, '2 h'],
  [86_400 * 3, '3 d'],
  [86_400 * 20, '2 w'],
  [86_400 * 100, '3 mo'],
  [86_400 * 800, '2 y'],
])('%d seconds are an age of %s', (seconds, text) => {
  expect(plain(formatAge(seconds))).toBe(text);
});

test('an age in a sentence says ago', () => {
  expect([plain(formatAgo(1)), plain(formatAgo(7200))]).toEqual(['just now', '2 h ago']);
});

test.each([
  [0.416, '0.42 s'],
  [3.28, '3.3 s'],
  [45.2, '45 s'],
  [59.9, '1 min'],
  [185, '3 min 5 s'],
  [8040, '2 h 14 min'],
  [3 * 86_400 + 4 * 3600, '3 d 4 h'],
])('%d seconds last %s', (seconds, text) => {
  expect(plain(formatDuration(seconds))).toBe(text);
});

test('a time that is no time is said to be unknown', () => {
  expect(formatTime(Number.NaN)).toBe('unknown time');
});
