import { expect, test } from 'vitest';
import { bestPoint } from './bestPoint.ts';
import { lineOf } from './testing/lineOf.ts';
import type { RunStyle } from './types.ts';

const line = lineOf([3, 1, 2], { metric: 'loss', y_min: 1, x_of_min: 1, y_max: 3, x_of_max: 0 });
const saying = (...bestEnds: NonNullable<RunStyle['bestEnds']>): RunStyle => ({
  id: 'a',
  name: 'a',
  color: '',
  dash: [],
  bestEnds,
});

test('the best point lies at the end that the run says, else at the one that the name says', () => {
  expect(bestPoint(line, undefined)).toEqual({ x: 1, y: 1 });
  expect(bestPoint(line, saying(['other', 'max']))).toEqual({ x: 1, y: 1 });
  expect(bestPoint(line, saying(['loss', 'max']))).toEqual({ x: 0, y: 3 });
  expect(bestPoint(line, saying(['loss', null]))).toBeNull();
});
