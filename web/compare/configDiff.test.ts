import { expect, test } from 'vitest';
import { configDiff, globMatcher, typeName, valueText } from './configDiff.ts';

const configs = [
  { lr: 0.1, model: { depth: 4, name: 'cnn' }, seed: 1, tags: ['a'] },
  { lr: 0.1, model: { depth: '4', name: 'cnn' }, seed: 2, tags: ['a', 'b'] },
];

test('rows that differ are shown, nested keys by their path, and the others are counted', () => {
  const diff = configDiff(configs, [], false);
  expect(diff.rows.map(({ key, values }) => [key, ...values])).toEqual([
    ['model.depth', 4, '4'],
    ['seed', 1, 2],
    ['tags', ['a'], ['a', 'b']],
  ]);
  expect(diff.identical).toBe(2);
});

test('ignored keys are left out whether they differ or not, and counted', () => {
  expect(configDiff(configs, ['seed', 'model.*'], false)).toMatchObject({ ignored: 3, identical: 1 });
});

test('identical rows come with the others when they are asked for', () => {
  expect(configDiff(configs, [], true).rows.map(({ key, same }) => [key, same])).toEqual([
    ['lr', true],
    ['model.depth', false],
    ['model.name', true],
    ['seed', false],
    ['tags', false],
  ]);
});

test('a key that a run does not have differs from null', () => {
  const [row] = configDiff([{ a: null }, {}], [], false).rows;
  expect(row?.values).toEqual([null, undefined]);
  expect(row?.values.map(typeName)).toEqual(['null', 'absent']);
});

test('a text that looks like a number is quoted', () => {
  expect(['4', 'cnn', '', ' x', 'true', 4, true, undefined].map(valueText)).toEqual([
    '"4"',
    'cnn',
    '""',
    '" x"',
    '"true"',
    '4',
    'true',
    '–',
  ]);
});

test('in a glob only * and ? are special, and letters of either case are the same', () => {
  const matches = globMatcher(['a.b*', ' ', '(x)', 'Seed?']);
  expect(['a.b', 'A.bc.d', 'aXb', '(x)', 'x'].map(matches)).toEqual([true, true, false, true, false]);
  expect(['seed', 'seed1', 'SEED2', 'seed12'].map(matches)).toEqual([false, true, true, false]);
});
