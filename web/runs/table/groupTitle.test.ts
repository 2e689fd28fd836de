import { expect, test } from 'vitest';
import { columnFacts } from '../columns.ts';
import { groupTitle } from './groupTitle.ts';

test('the title of a group begins with what tells most groups apart', () => {
  const configs = [
    { arch: 'mlp', lr: 0.1, opt: { name: 'adam' } },
    { arch: 'cnn', lr: 0.2, opt: { name: 'adam' } },
    { arch: 'cnn', lr: 0.3, opt: { name: 'sgd' } },
    { arch: 'cnn', lr: 0.35, opt: { name: 'lion' } },
    { arch: 'cnn', lr: 0.4, opt: {} },
  ];
  const facts = columnFacts(configs.map((config) => ({ config, summary: {} })));
  const shared = [
    { column: 'config.arch', cell: 'cnn' },
    { column: 'status', cell: 'finished' },
    { column: 'config.opt.name', cell: null },
    { column: 'config.lr', cell: 0.3 },
  ];
  const title = groupTitle({ folder: null, shared }, facts);
  expect(title.startsWith('lr: 0.3, opt.name: none, arch: cnn, ')).toBe(true);
  expect(title.endsWith('finished')).toBe(true);
  expect(groupTitle({ folder: 'a', shared: [] }, facts)).toBe('a/');
});
