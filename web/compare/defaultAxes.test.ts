import { expect, test } from 'vitest';
import { columnFacts } from '../runs/columns.ts';
import { rowOf } from '../runs/testing/rowOf.ts';
import { chosenAxes, mainSetting, resultColumns } from './defaultAxes.ts';

const rows = [
  rowOf('a', { config: { lr: 0.1, seed: 1, model: 'cnn' }, primary_metric: 'val/acc' }),
  rowOf('b', { config: { lr: 0.2, seed: 2, model: 'cnn' }, primary_metric: 'val/acc', best_metric_value: 0.9 }),
  rowOf('c', { config: { lr: 0.1, seed: 3, model: 'cnn' }, primary_metric: 'loss' }),
];
const facts = columnFacts(rows);

test('what varies leads to what came of it', () => {
  expect(chosenAxes(null, rows, facts).map(({ column }) => column)).toEqual([
    'config.lr',
    'config.seed',
    'last:val/acc',
    'best_metric_value',
  ]);
});

test('what one run alone has comes behind what differs', () => {
  const odd = rowOf('d', { config: { lr: 0.1, seed: 1, model: 'cnn', debug: true }, primary_metric: null });
  const four = [...rows, odd];
  expect(
    chosenAxes(null, four, columnFacts(four))
      .map(({ column }) => column)
      .slice(0, 3),
  ).toEqual(['config.lr', 'config.seed', 'config.debug']);
});

test('axes of the address are taken as they are', () => {
  expect(chosenAxes(['i@config.lr', 'nonsense'], rows, facts)).toEqual([
    { column: 'config.lr', log: null, inverted: true },
  ]);
});

test('results stand against the number that tells most runs apart, but never against the seed', () => {
  expect(mainSetting(chosenAxes(null, rows, facts), rows.length, facts)).toBe('config.lr');
  expect(mainSetting([], rows.length, facts)).toBeNull();
});

test('runs without a metric have no result', () => {
  expect(resultColumns([rowOf('x', { primary_metric: null, best_metric_value: null })])).toEqual([]);
});
