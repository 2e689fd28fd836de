import { expect, test } from 'vitest';
import type { RawRow } from '../../shared/rawRow.ts';
import { auditRows, rawValue } from './auditRows.ts';

function write(seq: number, step: number | null, more: Partial<RawRow> = {}): RawRow {
  return {
    logGroup: '',
    step,
    time: 1_000 * seq,
    value: seq,
    nonFiniteFlags: 0,
    seq,
    stage: null,
    labels: {},
    ...more,
  };
}

test('of several writes at a step the one written last stands, whatever its time', () => {
  const rows = [write(0, 1), write(3, 1, { time: 5 }), write(2, 1), write(1, 2)];
  expect(auditRows(rows).map(({ state, writes }) => [state, writes])).toEqual([
    ['superseded', 3],
    ['stands', 3],
    ['superseded', 3],
    ['stands', 1],
  ]);
  expect(auditRows(rows)[0]?.why).toBe('superseded by write 3, which came later');
});

test('writes without a step, and those of other labels or scales, supersede nothing', () => {
  const rows = [
    write(0, null),
    write(1, null),
    write(2, 7, { labels: { a: '1', b: '2' } }),
    write(3, 7, { labels: { b: '2', a: '1' } }),
    write(4, 7, { labels: { a: '2' } }),
    write(5, 7, { scale: 'EPISODE' }),
  ];
  expect(auditRows(rows).map(({ state }) => state)).toEqual([
    'stepless',
    'stepless',
    'superseded',
    'stands',
    'stands',
    'stands',
  ]);
});

test('a flagged value reads as what it was', () => {
  expect([0, 1, 2, 4].map((nonFiniteFlags) => rawValue(write(1, 1, { nonFiniteFlags })))).toEqual([
    1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]);
});
