import { expect, test } from 'vitest';
import { searchOfNeighbour } from './viewPlace.ts';
import { parseView } from './viewState.ts';

test.each([
  ['?find=nan&hit=240&at=line%3A240', '?find=nan'],
  ['?at=step%3A12%3Aloss&wrap=1', '?at=step%3A12%3Aloss&wrap=1'],
  ['?full=loss&x=wall', '?x=wall&full=loss'],
])('of %s the next run gets %s', (search, expected) => {
  const sorted = (text: string): string[] =>
    [...new URLSearchParams(text)].map(([name, value]) => `${name}=${value}`).sort();
  expect(sorted(searchOfNeighbour(parseView(search)))).toEqual(sorted(expected));
});
