import { expect, test } from 'vitest';
import type { LogPlace } from '../../shared/logs.ts';
import { parseTied, printTied, type Tied, tiedQuery, tieText } from './logTie.ts';

test.each<[string, Tied]>([
  ['line:41', { kind: 'line', line: 41 }],
  ['step:120:train/loss', { kind: 'point', axis: 'step', x: 120, metric: 'train/loss' }],
  ['step:7:', { kind: 'point', axis: 'step', x: 7, metric: '' }],
  ['wall:1795200000.25:a:b', { kind: 'point', axis: 'wall', x: 1_795_200_000.25, metric: 'a:b' }],
])('%s is read as it was written', (text, tied) => {
  expect(parseTied(text)).toEqual(tied);
  expect(printTied(tied)).toBe(text);
});

test.each(['', 'line', 'line:', 'line:0', 'line:1.5', 'line:1:x', 'step:1', 'step::a', 'step:x:a', 'moon:1:a'])(
  '%j ties nothing',
  (text) => {
    expect(parseTied(text)).toBeNull();
  },
);

const PLACE: LogPlace = {
  line: 1_041,
  time: 1_795_200_040,
  step: null,
  source: 'clock',
  x: { step: 250, relstep: 200, wall: 1_795_200_040, relative: 40 },
};

test('a tie says line, time, step and where the time comes from; without times it says that', () => {
  const line: Tied = { kind: 'line', line: 1_041 };
  expect(tieText(line, PLACE)).toMatch(/^line 1,041 · 2026-\S+ \S+ · nearest step 250 · by the clock of the lines/);
  expect(tieText({ kind: 'point', axis: 'step', x: 251, metric: 'a' }, PLACE)).toContain(' · step 251 · ');
  expect(tieText(line, { ...PLACE, line: null, time: null, source: null })).toContain('The log has no times');
});

test('the server is asked in the terms of the axis that was clicked', () => {
  expect(tiedQuery({ kind: 'line', line: 3 })).toEqual({ line: '3' });
  expect(tiedQuery({ kind: 'point', axis: 'relative', x: 1.5, metric: 'a' })).toEqual({ relative: '1.5', metric: 'a' });
  expect(tiedQuery({ kind: 'point', axis: 'step', x: 7, metric: '' })).toEqual({ step: '7' });
});
