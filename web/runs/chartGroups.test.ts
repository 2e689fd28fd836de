import { expect, test } from 'vitest';
import { cellsOf } from './cells.ts';
import { chartGroups, groupColors } from './chartGroups.ts';
import { rowOf } from './testing/rowOf.ts';

const rows = [0.1, 0.2].flatMap((lr) =>
  [1, 2, 3].map((seed) =>
    rowOf(`lr${lr}-${seed}`, { config: { lr, optimizer: { name: 'adam' }, seed }, version: `v${seed}` }),
  ),
);
const cellOf = cellsOf((row) => row.id, new Map());
const columns = ['config.lr', 'config.optimizer.name'];

test('runs that share the columns are one group, named by what they share and how many they are', () => {
  const groups = chartGroups(rows, rows.slice(0, 5), columns, cellOf);
  expect(groups.map(({ name, members }) => [name, members?.length])).toEqual([
    ['lr=0.1, name=adam (N = 3)', 3],
    ['lr=0.2, name=adam (N = 2)', 2],
  ]);
});

test('the name of a group begins with what tells most groups apart', () => {
  const [group] = chartGroups(rows, rows, ['config.optimizer.name', 'config.lr'], cellOf);
  expect(group?.name).toBe('lr=0.1, name=adam (N = 3)');
});

test('a group keeps its colour when others are filtered away, and its version changes with its runs', () => {
  const [, second] = chartGroups(rows, rows, columns, cellOf);
  const [alone] = chartGroups(rows, rows.slice(3), columns, cellOf);
  expect(alone).toEqual(second);
  const [fewer] = chartGroups(rows, rows.slice(4), columns, cellOf);
  expect(fewer?.version).not.toBe(second?.version);
  expect(fewer?.id).toBe(second?.id);
});

test('the list shows a group in the colour of its line, and runs of several groups in none', () => {
  const colorOf = groupColors(rows, columns, cellOf);
  const lines = chartGroups(rows, rows, columns, cellOf).map(({ color }) => color);
  expect([colorOf(rows.slice(0, 3)), colorOf(rows.slice(4))]).toEqual(lines);
  expect([colorOf(rows), groupColors(rows, [], cellOf)(rows)]).toEqual([null, null]);
});
