import { expect, test } from 'vitest';
import { lineStyles, swatchBackground } from './lineStyles.ts';
import { lineOf } from './testing/lineOf.ts';

const runs = new Map(
  ['a', 'b'].map((id) => [
    id,
    { id, name: `run ${id}`, color: `var(--${id})`, dash: id === 'a' ? [] : [6, 3], version: '' },
  ]),
);
const labelled = (run: string, labels: Record<string, string>) => ({
  ...lineOf([1, 2], { run, labels }),
  key: JSON.stringify([run, labels]),
});

test('lines of one run that labels split have its colour, names of their own and dashes of their own', () => {
  const lines = [
    labelled('a', { env: 'x' }),
    labelled('b', {}),
    labelled('a', { env: 'y' }),
    labelled('a', { env: 'z' }),
  ];
  expect([...lineStyles(lines, runs).values()]).toEqual([
    { name: 'run a env=x', color: 'var(--a)', dash: [] },
    { name: 'run b', color: 'var(--b)', dash: [6, 3] },
    { name: 'run a env=y', color: 'var(--a)', dash: [8, 2] },
    { name: 'run a env=z', color: 'var(--a)', dash: [4, 2] },
  ]);
});

test('a swatch is dashed as its line', () => {
  expect(swatchBackground({ color: 'red', dash: [] })).toBe('red');
  expect(swatchBackground({ color: 'red', dash: [4, 2, 1, 2] })).toBe(
    'repeating-linear-gradient(90deg, red 0px 4px, transparent 4px 6px, red 6px 7px, transparent 7px 9px)',
  );
});
