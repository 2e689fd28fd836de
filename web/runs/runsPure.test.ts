import { expect, test } from 'vitest';
import type { MetricInfo, RunRow } from '../../shared/run.ts';
import { eyesOn, filterRows, railOrder } from './eyes.ts';
import { metricMatcher } from './metricMatcher.ts';
import { byName, metricSections } from './metricSections.ts';
import { runName, varyingKeys } from './runName.ts';
import { runNames } from './runNames.ts';

function row(id: string, more: Partial<RunRow>): RunRow {
  return {
    id,
    ref: id,
    alias: null,
    key: null,
    config: {},
    tags: [],
    status: 'finished',
    created_time: 0,
    path: '',
    display_id: '',
    ...more,
  } as RunRow;
}

function metric(name: string, scale = 'ML_STEP'): MetricInfo {
  return { name, scale, group: name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '' } as MetricInfo;
}

test('a run is called by its alias, else by what varies between runs, else by its id', () => {
  const rows = [
    row('a', { config: { lr: 0.1, opt: { name: 'sgd' }, width: 8 } }),
    row('b', { config: { lr: 0.01, opt: { name: 'adam' }, width: 8 } }),
  ];
  const varying = varyingKeys(rows);
  expect(varying).toEqual(['lr', 'opt.name']);
  expect(runName(rows[0] as RunRow, varying)).toBe('lr=0.1, name=sgd');
  expect(runName(row('c', { alias: 'best' }), varying)).toBe('best');
  expect(runName(row('c', {}), [])).toBe('c');
});

test('runs that would be called the same are told apart by their numbers, the others are not', () => {
  const rows = ['a', 'b', 'c'].map((id, i) =>
    row(id, { alias: id === 'c' ? 'other' : 'twin', display_id: `MMP-${i + 1}` }),
  );
  expect(rows.map(runNames(rows, []))).toEqual(['MMP-1 twin', 'MMP-2 twin', 'other']);
});

test('live runs come first, then the newest; ten have eyes unless others are chosen', () => {
  const rows = Array.from({ length: 12 }, (_, i) =>
    row(`r${i}`, { created_time: i, status: i === 3 ? 'running' : 'finished' }),
  );
  const ordered = railOrder(rows);
  expect(ordered.map((one) => one.id).slice(0, 3)).toEqual(['r3', 'r11', 'r10']);
  expect(eyesOn(ordered, null).size).toBe(10);
  expect([...eyesOn(ordered, ['r1'])]).toEqual(['r1']);
});

test('all words of a filter must be found', () => {
  const rows = [row('a', { tags: ['cv'] }), row('b', { status: 'failed', tags: ['cv'] })];
  const found = (filter: string): string[] => filterRows(rows, filter, (one) => one.id).rows.map((one) => one.id);
  expect(found('CV fail')).toEqual(['b']);
  expect(found('tag:cv, status:failed')).toEqual(['b']);
  expect(found('status != failed')).toEqual(['a']);
  expect(filterRows(rows, 'nope:1', (one) => one.id)).toMatchObject({ rows, problem: 'there is no field nope' });
});

test('sections: pinned, train, val, then A to Z, and sys closed at the end', () => {
  const logged = [metric('zeta/a'), metric('val/loss'), metric('train/loss'), metric('lr'), metric('cpu', 'SYSTEM')];
  const sections = metricSections(byName(logged), () => true, ['lr']);
  expect(sections.map((section) => section.name)).toEqual(['pinned', 'train', 'val', 'zeta', 'sys']);
  expect(sections.at(-1)).toMatchObject({ open: false, system: true });
});

test('series of one name share a chart, also where others of that name are of the machine', () => {
  const logged = [metric('loss'), metric('cpu', 'SYSTEM'), metric('loss'), metric('cpu'), metric('cpu', 'SYSTEM')];
  const sections = metricSections(byName(logged), () => true, []);
  expect(sections.map(({ name, metrics }) => [name, metrics])).toEqual([
    ['metrics', ['cpu', 'loss']],
    ['sys', ['cpu']],
  ]);
});

test('a star in a metric filter stands for anything', () => {
  expect(['train/loss', 'val/loss', 'loss/train'].filter(metricMatcher('tr*loss').matches)).toEqual(['train/loss']);
});
