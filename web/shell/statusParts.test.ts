import { expect, test } from 'vitest';
import { statusParts } from './statusParts.ts';

const FACTS = {
  drawn: 10,
  total: 412,
  points: 1_200_000,
  inCharts: 11_000,
  sampled: true,
  quarantined: 3,
  health: undefined,
};

test('the status bar says what is shown of what there is, and what was left out', () => {
  expect(statusParts(FACTS).map((part) => part.replaceAll('\u00a0', ' '))).toEqual([
    '10 of 412 runs',
    '1.2 M points logged, 11 k drawn (M4)',
    '3 lines quarantined',
  ]);
});

test('where nothing is thinned it says so by saying nothing, and a page without charts draws no points', () => {
  expect(statusParts({ ...FACTS, sampled: false })[1]).toMatch(/drawn$/);
  expect(statusParts({ ...FACTS, inCharts: 0 })[1]).toMatch(/logged$/);
});
