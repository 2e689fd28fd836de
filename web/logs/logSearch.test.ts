import { expect, test } from 'vitest';
import type { LogSearch } from '../../shared/logs.ts';
import {
  isSearching,
  MOST_HITS,
  NO_SEARCH,
  reduceSearch,
  type SearchState,
  searchSummary,
  stepHit,
} from './logSearch.ts';

const answer = (numbers: number[], change: Partial<LogSearch> = {}): LogSearch => ({
  hits: numbers.map((number) => ({ number, text: '' })),
  in_bars: 0,
  next: null,
  searched: 50,
  size: 100,
  generation: '',
  ...change,
});
const start = reduceSearch(NO_SEARCH, { type: 'start', text: 'loss' });
const after = (state: SearchState, found: LogSearch) =>
  reduceSearch(state, { type: 'found', text: state.text, answer: found });

test('a search collects hits stretch by stretch, each once, and says how far it is', () => {
  const half = after(start, answer([3, 9], { next: 10, in_bars: 1 }));
  expect([isSearching(half), half.share, searchSummary(half)]).toEqual([true, 0.5, '2+ found']);
  const whole = after(half, answer([9, 12], { in_bars: 2 }));
  expect([isSearching(whole), whole.inBars]).toEqual([false, 3]);
  expect(whole.hits.map((hit) => hit.number)).toEqual([3, 9, 12]);
});

test('answers to another text are ignored', () => {
  expect(reduceSearch(start, { type: 'found', text: 'old', answer: answer([1]) })).toBe(start);
});

test('stepping goes round the end in both directions', () => {
  let state = after(start, answer([3, 9, 12]));
  expect([stepHit(state, 1), stepHit(state, -1)]).toEqual([0, 2]);
  state = reduceSearch(state, { type: 'go', index: 2 });
  expect([searchSummary(state), stepHit(state, 1), stepHit(state, -1)]).toEqual(['3 of 3', 0, 1]);
});

test('the hit of an address is the current one once it is found, and none while another text is typed', () => {
  const given = reduceSearch(NO_SEARCH, { type: 'start', text: 'loss', line: 9 });
  expect([searchSummary(after(given, answer([3]))), stepHit(after(given, answer([3])), 1)]).toEqual(['1 found', 0]);
  expect(searchSummary(after(given, answer([3, 9, 12])))).toBe('2 of 3');
  expect(reduceSearch(given, { type: 'start', text: 'los' }).line).toBe(null);
});

test('a search holds a bounded number of hits and says that there are more', () => {
  const many = Array.from({ length: MOST_HITS + 5 }, (_, i) => i + 1);
  const state = after(start, answer(many, { next: 9_999 }));
  expect([state.hits.length, isSearching(state), searchSummary(state)]).toEqual([MOST_HITS, false, '2,000+ found']);
});

test('a search says when nothing was found', () => {
  expect(searchSummary(after(start, answer([])))).toBe('nothing found');
  expect(searchSummary(start)).toBe('searching … 0 %');
  expect(searchSummary(NO_SEARCH)).toBe('');
});

test('a search that starts again, as the log is another one, keeps what was typed by then', () => {
  const typed = [{ type: 'start', text: 'epoch' }, { type: 'again' }] as const;
  expect(typed.reduce(reduceSearch, NO_SEARCH)).toMatchObject({ text: 'epoch', next: 1 });
  const shown = reduceSearch(after(start, answer([3, 9])), { type: 'go', index: 1 });
  expect(reduceSearch(shown, { type: 'again' })).toMatchObject({ text: 'loss', hits: [], line: 9, next: 1 });
  expect(reduceSearch(NO_SEARCH, { type: 'again' })).toBe(NO_SEARCH);
});
