import { expect, test } from 'vitest';
import type { RunDetail } from '../../shared/run.ts';
import { attention } from './attention.ts';

const GOOD = {
  status: 'finished',
  last_active: 1_000,
  exit_reason: null,
  problems: [],
  quarantined_lines: 0,
  first_nan: null,
  pending_bytes: 0,
  counters: { unknown_events: 0 },
} as unknown as RunDetail;

test('a run without anything unusual needs no attention', () => {
  expect(attention(GOOD, 1e9)).toEqual([]);
});

test('what is broken comes before what is worth a look', () => {
  const found = attention(
    {
      ...GOOD,
      status: 'failed',
      exit_reason: 'out of memory',
      problems: ['meta.json: not JSON'],
      quarantined_lines: 1_200,
      first_nan: { metric: 'train/loss', step: 41_232, time: 0 },
      pending_bytes: 2_000,
      counters: { ...GOOD.counters, unknown_events: 3 },
    },
    1e9,
  );
  expect(found.map(({ level, tab }) => [level, tab])).toEqual([
    ['bad', null],
    ['bad', 'data'],
    ['bad', 'data'],
    ['warn', 'charts'],
    ['warn', 'data'],
    ['warn', 'data'],
  ]);
  expect(found.map(({ text }) => text).join('\n')).toContain('first at step 41,232');
  expect(found[0]?.text).toBe('The run failed: out of memory');
});

test('a run that says it is running and is silent for long needs a look, one that is silent for minutes does not', () => {
  const running = { ...GOOD, status: 'running' } as RunDetail;
  expect(attention(running, 1_000 + 17 * 3600).map(({ text }) => text)).toEqual([
    'It says that it is running, but has written nothing for 17\u00a0h.',
  ]);
  expect(attention(running, 1_300)).toEqual([]);
});
