import { expect, test } from 'vitest';
import { annotationMarks } from './annotationMarks.ts';
import { lineOf } from './testing/lineOf.ts';
import type { ChartRun } from './types.ts';

const annotations = [
  { text: 'later', metadata: null, step: 30, time: 1030 },
  { text: 'first', metadata: null, step: 12, time: 1012 },
  { text: 'no step', metadata: null, step: null, time: 1020 },
];
const runs = new Map<string, ChartRun>([
  ['a', { id: 'a', name: 'a', color: '', dash: [], annotated: 2, metrics: 1, version: '', annotations }],
]);
const lines = [lineOf([1, 2], { zero_time: 1000, zero_step: 10 }), lineOf([3], { metric: 'other' })];

test.each([
  ['step', [12, 30]],
  ['relstep', [2, 20]],
  ['relative', [12, 20, 30]],
  ['wall', [1012, 1020, 1030]],
  ['metric:lr', []],
] as const)('on the axis %s they stand at %j, once a run', (axis, places) => {
  expect(annotationMarks(lines, runs, axis).map(({ x }) => x)).toEqual(places);
});
