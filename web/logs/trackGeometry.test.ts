import { expect, test } from 'vitest';
import { lineAtThumb, thumbOf } from './trackGeometry.ts';

test('the track is all thumb when everything is in sight', () => {
  expect(thumbOf(1, 40, 40, 200)).toEqual({ top: 0, height: 200 });
  expect(thumbOf(1, 0, 0, 200)).toEqual({ top: 0, height: 200 });
});

test('the thumb stands at the ends when they are in sight, with a thumb that can be seized', () => {
  expect(thumbOf(1, 40, 10_000_000, 200)).toEqual({ top: 0, height: 24 });
  expect(thumbOf(9_999_961, 10_000_000, 10_000_000, 200)).toEqual({ top: 176, height: 24 });
});

test('dragging leads back to the line that it shows', () => {
  for (const line of [1, 2, 1_000, 4_999_999, 9_999_961]) {
    const { top, height } = thumbOf(line, line + 39, 10_000_000, 2_000_000);
    expect(Math.abs(lineAtThumb(top, height, 40, 10_000_000, 2_000_000) - line)).toBeLessThanOrEqual(5);
  }
  expect(lineAtThumb(-50, 24, 40, 1_000, 200)).toBe(1);
  expect(lineAtThumb(900, 24, 40, 1_000, 200)).toBe(961);
});
