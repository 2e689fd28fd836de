import { expect, test } from 'vitest';
import { viridis } from './viridis.ts';

test('ends and middle are those of the map, and no share has a colour of its own', () => {
  expect([0, 1, -3, 9].map((share) => viridis(share))).toEqual([
    'rgb(68 1 84)',
    'rgb(253 231 37)',
    'rgb(68 1 84)',
    'rgb(253 231 37)',
  ]);
  expect([null, Number.NaN].map((share) => viridis(share))).toEqual(['var(--muted)', 'var(--muted)']);
});

test('grows brighter all the way', () => {
  const light = (share: number) => {
    const [r = 0, g = 0, b = 0] = (viridis(share).match(/\d+/g) ?? []).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const shades = Array.from({ length: 64 }, (_, i) => light(i / 63));
  expect(shades).toEqual([...shades].sort((a, b) => a - b));
});
