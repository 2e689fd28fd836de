import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Throttle } from './throttle.ts';

let sent: { at: number; value: string }[];
let throttle: Throttle<string>;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  sent = [];
  throttle = new Throttle<string>(40, (value) => sent.push({ at: Date.now(), value }));
});

afterEach(() => {
  throttle.close();
  vi.useRealTimers();
});

test('the first value of a topic goes out at once', () => {
  throttle.push('a', 'a1');
  throttle.push('b', 'b1');
  expect(sent).toEqual([
    { at: 0, value: 'a1' },
    { at: 0, value: 'b1' },
  ]);
});

test('a steady stream goes out every 40 ms, unlike with a debounce, and ends with its last value', () => {
  for (let i = 0; i <= 100; i++) {
    throttle.push('a', `a${i}`);
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([
    { at: 0, value: 'a0' },
    { at: 40, value: 'a39' },
    { at: 80, value: 'a79' },
    { at: 120, value: 'a100' },
  ]);
});

test('after a rest the next value goes out at once again, and no timer is left behind', () => {
  throttle.push('a', 'a1');
  vi.advanceTimersByTime(41);
  expect(vi.getTimerCount()).toBe(0);
  throttle.push('a', 'a2');
  expect(sent.map((one) => one.at)).toEqual([0, 41]);
});

test('topics do not hold each other up', () => {
  throttle.push('a', 'a1');
  vi.advanceTimersByTime(20);
  throttle.push('a', 'a2');
  throttle.push('b', 'b1');
  vi.advanceTimersByTime(20);
  expect(sent.map(({ at, value }) => `${value}@${at}`)).toEqual(['a1@0', 'b1@20', 'a2@40']);
});

test('closing drops what waits', () => {
  throttle.push('a', 'a1');
  throttle.push('a', 'a2');
  throttle.close();
  vi.advanceTimersByTime(1000);
  expect(sent.map((one) => one.value)).toEqual(['a1']);
});
