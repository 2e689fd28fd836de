import { expect, test } from 'vitest';
import { changedSettings } from './cardSettings.ts';

const page = { smoothing: { kind: 'none' as const }, logY: false, outliers: true, y: [null, null] as const };

test('what a chart sets for itself is kept beside what it had', () => {
  expect(changedSettings({ logY: true }, { y: [0, null] }, page)).toEqual({ logY: true, y: [0, null] });
});

test('what is set as the page has it follows the page again', () => {
  expect(changedSettings({ logY: true, outliers: false }, { logY: false }, page)).toEqual({ outliers: false });
  expect(changedSettings({ y: [0, 1] }, { y: [null, null] }, page)).toBeNull();
});
