import { expect, test } from 'vitest';
import { keptParts } from './keptParts.ts';
import { parseView } from './viewState.ts';

const SEARCH = '?eyes=&eye=a&eye=b&pin=loss&c=log%3D1%40loss&z=1,5&b=0..1%40config.lr';

test('a view that reads the same is the one of before', () => {
  const before = parseView(SEARCH);
  expect(keptParts(before, parseView(SEARCH))).toBe(before);
});

test('of a view that changed, what did not is kept', () => {
  const before = parseView(SEARCH);
  const after = keptParts(before, parseView(SEARCH.replace('z=1,5', 'z=2,5')));
  expect(after).toEqual(parseView(SEARCH.replace('z=1,5', 'z=2,5')));
  expect(after.zoom).toEqual([2, 5]);
  for (const name of ['eyes', 'pins', 'cards', 'brushes', 'table', 'compare', 'smoothing'] as const)
    expect(after[name]).toBe(before[name]);
});

test('settings of a card that changed are not taken for those of before', () => {
  const before = parseView(SEARCH);
  const after = keptParts(before, parseView(SEARCH.replace('log%3D1', 'log%3D0')));
  expect(after.cards.get('loss')).toEqual({ logY: false });
  expect(after.pins).toBe(before.pins);
});

test('what is no longer null, and a list of other numbers, are seen', () => {
  const before: { a: number | null; b: number[] } = { a: null, b: [1] };
  expect(keptParts(before, { a: 0, b: [1] })).toEqual({ a: 0, b: [1] });
  expect(keptParts(before, { a: null, b: [2] })).toEqual({ a: null, b: [2] });
});
