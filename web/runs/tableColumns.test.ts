import { expect, test } from 'vitest';
import { cellsOf } from './cells.ts';
import { cellText, deltaText, groupText } from './cellText.ts';
import { columnStatistics } from './columnStatistics.ts';
import { allButSeed, columnFacts, columnOf, defaultColumns, shownColumns } from './columns.ts';
import { flatConfig } from './flatConfig.ts';
import { keyFacts } from './keyFacts.ts';
import { rowOf } from './testing/rowOf.ts';

const plain = (text: string | undefined): string | undefined => text?.replaceAll('\u00a0', ' ');

test('a config is flattened by dots, lists stay whole, and the same config is flattened once', () => {
  const config = { lr: 0.1, opt: { name: 'adam', betas: [0.9, 0.99] }, empty: {}, 'a.b': 1 };
  const flat = flatConfig(config);
  expect([...flat]).toEqual([
    ['lr', 0.1],
    ['opt.name', 'adam'],
    ['opt.betas', [0.9, 0.99]],
    ['a.b', 1],
  ]);
  expect(flatConfig(config)).toBe(flat);
});

test('keys that vary come first, those with the fewest values before the others; a missing key varies too', () => {
  const facts = keyFacts([
    { seed: 0, lr: 0.1, arch: 'mlp', same: 1, betas: [1, 2] },
    { seed: 1, lr: 0.1, arch: 'mlp', same: 1, betas: [1, 2] },
    { seed: 2, lr: 0.2, same: 1, betas: [1, 2] },
  ]);
  expect([...facts.keys()]).toEqual(['arch', 'lr', 'seed', 'betas', 'same']);
  expect(facts.get('arch')).toEqual({ distinct: 2, runs: 2, numeric: false, longest: 3 });
});

test('columns: how it went, what varies, what people wrote', () => {
  const rows = [
    rowOf('a', {
      config: { seed: 0, lr: 0.1, note: 'x' },
      best_metric_value: 1,
      summary: { acc: 1, best_metric_value: 1 },
    }),
    rowOf('b', { config: { seed: 1, lr: 0.2, note: 'x' }, tags: ['cv'], summary: { acc: 2, best_metric_value: 2 } }),
  ];
  const facts = columnFacts(rows);
  expect(defaultColumns(rows, facts)).toEqual([
    'status',
    'primary_value',
    'spark',
    'best_metric_value',
    'config.lr',
    'config.seed',
    'summary.acc',
    'tags',
    'duration',
    'created_time',
  ]);
  expect(allButSeed(facts)).toEqual(['config.lr']);
  expect(columnOf('config.note', facts, [])).toMatchObject({ title: 'note', kind: 'text' });
  expect(columnOf('min:a.b/c', facts, [{ column: 'min:a.b/c', width: 77 }])).toEqual({
    name: 'min:a.b/c',
    title: 'a.b/c min',
    kind: 'number',
    width: 77,
  });
  expect(columnOf('nobody knows', facts, []).title).toBe('nobody knows');
});

test('pinned columns stand first, where they are shown', () => {
  expect(shownColumns(['a', 'b', 'c'], ['c', 'gone', 'b'])).toEqual({ names: ['c', 'b', 'a'], pinned: 2 });
});

test('a cell is what its column names', () => {
  const row = rowOf('r', {
    path: 'p/q',
    alias: 'me',
    tags: ['x', 'y'],
    config: { opt: { lr: 0.1 }, flag: true, betas: [1, 2], none: null },
    summary: { acc: 'NaN', up: '-Infinity' },
    created_time: 100,
    ended_at: 160,
    first_nan: { metric: 'loss', step: 7, time: 0 },
  });
  const metrics = new Map([['p/q/r', new Map([['last:loss', 0.5]])]]);
  const cellOf = cellsOf((one) => one.alias ?? one.id, metrics);
  const cells = [
    'name',
    'config.opt.lr',
    'config.flag',
    'config.betas',
    'config.none',
    'config.gone',
    'tags',
    'duration',
  ];
  expect(cells.map((name) => cellOf(row, name))).toEqual(['me', 0.1, 'true', '[1,2]', null, null, 'x, y', 60]);
  const others = [
    'summary.acc',
    'summary.up',
    'first_nan',
    'last:loss',
    'min:loss',
    'status',
    '__proto__',
    'constructor',
  ];
  expect(others.map((name) => cellOf(row, name))).toEqual([
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    7,
    0.5,
    null,
    'finished',
    null,
    null,
  ]);
});

test('statistics of a group are over finite numbers, with the sample deviation', () => {
  const rows = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16, Number.NaN].map((value, i) =>
    rowOf(String(i), { primary_value: value, alias: i < 2 ? 'x' : 'y' }),
  );
  const cellOf = cellsOf((row) => row.id, new Map());
  expect(columnStatistics(rows, 'primary_value', cellOf)).toMatchObject({ n: 4, mean: 1e9 + 10, std: Math.sqrt(30) });
  expect(columnStatistics(rows.slice(0, 1), 'primary_value', cellOf).std).toBeNaN();
  expect(columnStatistics(rows, 'alias', cellOf)).toMatchObject({ n: 0, texts: 2, text: null });
  expect(columnStatistics(rows.slice(0, 2), 'alias', cellOf)).toMatchObject({ n: 0, texts: 1, text: 'x' });
});

test('cells and groups as text', () => {
  expect(cellText(null, 'number', 0)).toEqual({ text: '', full: '' });
  expect(cellText(0.123456, 'number', 0)).toEqual({ text: '0.1235', full: '0.123456' });
  expect(plain(cellText(100, 'time', 7300).text)).toBe('2 h ago');
  expect(plain(cellText(75, 'duration', 0).text)).toBe('1 min 15 s');
  const group = { n: 3, mean: 0.98, std: 0.0123, texts: 0, text: null };
  expect(plain(groupText(group, 'number', 0).text)).toBe('0.9800 ± 0.012');
  expect(groupText({ ...group, std: 0 }, 'number', 0).text).toBe('0.9800');
  expect(groupText({ ...group, n: 1, std: Number.NaN }, 'number', 0).text).toBe('0.9800');
  expect(groupText({ ...group, n: 0, texts: 2 }, 'text', 0).text).toBe('2 values');
});

test('a delta is relative where the baseline is not zero', () => {
  expect(plain(deltaText(1.02, 1)?.text)).toBe('+2.0 %');
  expect(plain(deltaText(0.5, 2)?.text)).toBe('−75 %');
  expect(plain(deltaText(-1, -2)?.text)).toBe('+50 %');
  expect(deltaText(3, 0)?.text).toBe('+3');
  expect(deltaText(2, 2)?.text).toBe('=');
  expect(deltaText(1e9, 1)?.text).toBe('+1e9');
  expect([deltaText(null, 1), deltaText('a', 1), deltaText(Number.NaN, 1)]).toEqual([null, null, null]);
});
