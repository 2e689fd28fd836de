import { expect, test } from 'vitest';
import { clockOf, elapsed, firstTime, zoneOf } from './lineClock.ts';

test.each([
  ['[08:53:20] epoch 1', 32_000],
  ['08:53:20 | INFO | train | saved', 32_000],
  ['\ufeff[00:00:00] first', 0],
  ['\u001b[32m[23:59:59]\u001b[0m green', 86_399],
  ['[08:53:20.123456] fine', 32_000],
  ['08:53:20,5 | comma', 32_000],
  ['08:53:20 epoch', null],
  ['[24:00:00] no hour', null],
  ['[08:60:00] no minute', null],
  ['  [08:53:20] indented', null],
  ['took [08:53:20]', null],
  ['[8:53:20] one digit', null],
  ['', null],
])('%j begins at second %s of its day', (text, seconds) => {
  expect(clockOf(text)).toBe(seconds);
});

test('a clock that goes back by hours has passed midnight, one that goes back by minutes has not', () => {
  expect(elapsed(32_000, 32_010)).toBe(10);
  expect(elapsed(86_390, 5)).toBe(15);
  expect(elapsed(32_000, 31_998)).toBe(-2);
  expect(elapsed(10_800, 7_200)).toBe(-3_600);
  expect(elapsed(36_000, 18_000)).toBe(68_400);
});

const NOON = 20_778.5 * 86_400;
const HOUR = 3_600;

test('the zone is the one in which the log begins and ends with the run', () => {
  const shown = (time: number, zone: number): number => (((time + zone) % 86_400) + 86_400) % 86_400;
  for (const zone of [-8 * HOUR, -3.5 * HOUR, 0, 5.75 * HOUR, 14 * HOUR - 1]) {
    const ends = { first: shown(NOON + 3, zone), last: shown(NOON + 50, zone), began: NOON, ended: NOON + 49 };
    // 14 hours ahead and 10 hours behind show the same clock.
    expect((zoneOf(ends, 9 * HOUR) - zone + 86_400 + 1) % 86_400).toBeLessThanOrEqual(2);
    expect(Math.abs(firstTime(ends.first, NOON, zoneOf(ends, 9 * HOUR)) - NOON - 3)).toBeLessThanOrEqual(1);
  }
});

test('a log that begins late is in this machine’s zone, not in one of a quarter of an hour nearby', () => {
  const ends = { first: 14 * HOUR + 2_400, last: 15 * HOUR, began: NOON, ended: NOON + HOUR };
  expect(zoneOf(ends, 2 * HOUR)).toBe(2 * HOUR);
  expect(firstTime(ends.first, NOON, 2 * HOUR)).toBe(NOON + 2_400);
});

test('a first line from just before the run’s start lies on the same day', () => {
  expect(firstTime(86_399, 86_400 * 20_000 + 0.7, 0)).toBe(86_400 * 20_000 - 1);
});
