import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunRow } from '../../shared/run.ts';
import { cellsOf, compareCells } from './cells.ts';
import { ALL_CLOSED, isOpen, type TableItem, tableItems } from './runItems.ts';
import { nextSort, sortRows } from './sortRows.ts';
import { rowOf } from './testing/rowOf.ts';

const cellOf = cellsOf((row) => row.id, new Map());
const none = { sort: [], group: [], nested: true, tree: false, closed: [], cellOf };

function outline(items: readonly TableItem[]): string[] {
  return items.map((item) => {
    const indent = '  '.repeat(item.depth);
    if (item.kind === 'run') return `${indent}${item.row.id}`;
    const name = item.folder ?? item.shared.map(({ column, cell }) => `${column}=${cell}`).join(' ');
    return `${indent}${name} (${item.rows.length})${item.open ? '' : ' …'}`;
  });
}

function rowsOf(...configs: RunRow['config'][]): RunRow[] {
  return configs.map((config, i) => rowOf(`r${i}`, { config }));
}

test('missing values go last in either direction, and texts count their digits', () => {
  const rows = [null, 3, Number.NaN, 'run-10', 'run-2', 1].map((value, i) =>
    rowOf(`${i}`, { config: { v: value as number } }),
  );
  const order = (descending: boolean) =>
    sortRows(rows, [{ column: 'config.v', descending }], cellOf).map((row) => row.config.v);
  expect(order(false)).toEqual([1, 3, 'run-2', 'run-10', Number.NaN, null]);
  expect(order(true)).toEqual(['run-10', 'run-2', 3, 1, Number.NaN, null]);
});

test('comparing is an order: it is the same from both sides and holds over a third', () => {
  const cell = fc.oneof(fc.constant(null), fc.double(), fc.string({ maxLength: 3 }));
  fc.assert(
    fc.property(cell, cell, cell, fc.boolean(), (a, b, c, descending) => {
      const [ab, ba] = [compareCells(a, b, descending), compareCells(b, a, descending)];
      expect(Math.sign(ab) + Math.sign(ba) === 0).toBe(true);
      if (ab <= 0 && compareCells(b, c, descending) <= 0) expect(compareCells(a, c, descending)).toBeLessThanOrEqual(0);
    }),
  );
});

test('a second key parts what the first leaves equal', () => {
  const rows = rowsOf({ a: 1, b: 1 }, { a: 1, b: 2 }, { a: 0, b: 3 });
  const sort = [
    { column: 'config.a', descending: false },
    { column: 'config.b', descending: true },
  ];
  expect(sortRows(rows, sort, cellOf).map((row) => row.id)).toEqual(['r2', 'r1', 'r0']);
});

test('clicks on a head go down, up and away', () => {
  const once = nextSort([], 'a', false, 'down');
  expect(once).toEqual([{ column: 'a', descending: true }]);
  const twice = nextSort(once, 'a', false, 'down');
  expect(twice).toEqual([{ column: 'a', descending: false }]);
  expect(nextSort(twice, 'a', false, 'down')).toEqual([]);
  expect(nextSort(once, 'b', true, 'up')).toEqual([...once, { column: 'b', descending: false }]);
});

test('groups nest, and one that holds one group only is one with it', () => {
  const rows = rowsOf(
    { m: 'cnn', lr: 2, s: 0 },
    { m: 'mlp', lr: 1, s: 0 },
    { m: 'cnn', lr: 1, s: 1 },
    { m: 'mlp', lr: 1, s: 1 },
  );
  expect(outline(tableItems({ ...none, rows, group: ['config.m', 'config.lr'] }))).toEqual([
    'config.m=cnn (2)',
    '  config.lr=1 (1)',
    '    r2',
    '  config.lr=2 (1)',
    '    r0',
    'config.m=mlp config.lr=1 (2)',
    '  r1',
    '  r3',
  ]);
});

test('columns that do not nest make one group for each combination', () => {
  const rows = rowsOf(
    { m: 'b', lr: 2, s: 0 },
    { m: 'a', lr: 1, s: 0 },
    { m: 'b', lr: 1, s: 1 },
    { m: 'a', lr: 1, s: 1 },
  );
  const items = tableItems({ ...none, rows, group: ['config.m', 'config.lr'], nested: false, closed: [ALL_CLOSED] });
  expect(outline(items)).toEqual([
    'config.m=a config.lr=1 (2) …',
    'config.m=b config.lr=1 (1) …',
    'config.m=b config.lr=2 (1) …',
  ]);
});

test('groups follow the sort by their mean', () => {
  const rows = rowsOf({ g: 'a', v: 1 }, { g: 'a', v: 9 }, { g: 'b', v: 6 }, { g: 'c' });
  const sort = [{ column: 'config.v', descending: true }];
  const items = tableItems({
    ...none,
    rows: sortRows(rows, sort, cellOf),
    sort,
    group: ['config.g'],
    closed: [ALL_CLOSED],
  });
  expect(outline(items)).toEqual(['config.g=b (1) …', 'config.g=a (2) …', 'config.g=c (1) …']);
});

test('1 and "1" are two groups, and what is missing is a third', () => {
  const rows = rowsOf({ g: 1 }, { g: '1' }, {});
  expect(tableItems({ ...none, rows, group: ['config.g'] }).filter((item) => item.kind === 'group')).toHaveLength(3);
});

test('runs lie in their folders; chains of folders are one', () => {
  const rows = [rowOf('a', { path: 'p/x/y' }), rowOf('b', { path: 'p/x/z' }), rowOf('c', { path: 'q' }), rowOf('d')];
  const items = tableItems({ ...none, rows, tree: true });
  expect(outline(items)).toEqual(['p/x (2)', '  y (1)', '    a', '  z (1)', '    b', 'q (1)', '  c', 'd']);
  const folded = tableItems({ ...none, rows, tree: true, closed: ['p/x/'] });
  expect(outline(folded)).toEqual(['p/x (2) …', 'q (1)', '  c', 'd']);
  const grouped = tableItems({ ...none, rows, tree: true, group: ['status'] });
  expect(outline(grouped)).toContain('    status=finished (1)');
});

test('a star in the list of closed groups turns it round', () => {
  expect([isOpen('a', []), isOpen('a', ['a']), isOpen('a', ['*']), isOpen('a', ['*', 'a'])]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test('whatever is grouped, each run stands there once, and no two lines have one key', () => {
  const config = fc.record({ a: fc.constantFrom(1, '1', null, 'x'), b: fc.integer({ min: 0, max: 2 }) });
  const row = fc.record({ config, path: fc.constantFrom('', 'p', 'p/q', 'r/s/t') });
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 12 }),
      fc.boolean(),
      fc.subarray(['config.a', 'config.b']),
      fc.boolean(),
      (some, tree, group, nested) => {
        const rows = some.map((one, i) => rowOf(`r${i}`, one));
        const items = tableItems({ ...none, rows, tree, group, nested });
        expect(
          items
            .filter((item) => item.kind === 'run')
            .map((item) => item.key)
            .sort(),
        ).toEqual(rows.map((one) => one.id).sort());
        expect(new Set(items.map((item) => `${item.kind}${item.key}`)).size).toBe(items.length);
      },
    ),
  );
});
