import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newRunState } from '../ingest/runState.ts';
import { runPlace, runRef } from '../query/runPlace.ts';
import { nameApart, rootNames } from './rootNames.ts';
import { runFinder } from './runFinder.ts';

const RUNS = [
  { root: '/data/one', dir: 'p/a', single: '' },
  { root: '/data/one', dir: 'runs/p/b', single: '' },
  { root: '/data/one', dir: 'p/b', single: '' },
  { root: '/data/one', dir: 'old/name/runs/c', single: '' },
  { root: '/data/one', dir: 'top', single: '' },
  { root: '/data/one', dir: 'q/top', single: '' },
  { root: '/data/two', dir: 'p/a', single: '' },
  { root: '/data/two', dir: 'p', single: 'file.jsonl' },
  { root: '/data/run', dir: '', single: '' },
];

const find = runFinder({ changes: 0, values: () => RUNS }, rootNames(RUNS.map(({ root }) => root)));

function found(ref: string): string | string[] {
  const answer = find(ref);
  if (answer.ok)
    return [answer.value.root, answer.value.dir, answer.value.single].filter((part) => part !== '').join('/');
  return answer.failure.candidates ?? [];
}

test.each([
  ['c', '/data/one/old/name/runs/c'],
  ['old/name/c', '/data/one/old/name/runs/c'],
  ['file', '/data/two/p/file.jsonl'],
  ['p/file', '/data/two/p/file.jsonl'],
  ['run', '/data/run'],
  ['runs/p/b', '/data/one/runs/p/b'],
  ['p/b', '/data/one/p/b'],
  ['q/top', '/data/one/q/top'],
  ['one/top', '/data/one/top'],
  ['two/p/a', '/data/two/p/a'],
])('%s means one run', (ref, run) => {
  expect(found(ref)).toBe(run);
});

test.each([
  ['a', ['one/p/a', 'two/p/a']],
  ['p/a', ['one/p/a', 'two/p/a']],
  ['top', ['one/top', 'q/top']],
  ['b', ['one/p/b', 'one/runs/p/b']],
  ['nobody', []],
  ['', []],
])('%s means several runs or none, and each candidate means one', (ref, candidates) => {
  expect(found(ref)).toEqual(candidates);
  for (const candidate of candidates) expect(found(candidate)).toEqual(expect.any(String));
});

test('every run has a path/id that means it alone, whatever other roots hold', () => {
  const runs = [...RUNS, { root: '/other/one', dir: 'p/a', single: '' }].map((run) =>
    newRunState({ ...run, path: `${run.root}/${run.dir}` }),
  );
  const roots = rootNames(runs.map(({ root }) => root));
  nameApart(runs, roots);
  const names = runs.map((run) => {
    const { id, path } = runPlace(run, {});
    return path === '' ? id : `${path}/${id}`;
  });
  expect(names).toEqual([
    'one/p/a',
    'one/runs/p/b',
    'one/p/b',
    'old/name/c',
    'one/top',
    'q/top',
    'two/p/a',
    'p/file',
    'run',
    'one-2/p/a',
  ]);
  const means = runFinder({ changes: 0, values: () => runs }, roots);
  for (const [i, name] of names.entries()) expect(means(name)).toEqual({ ok: true, value: runs[i] });
});

const folder = fc
  .array(fc.constantFrom('runs', 'p', 'a', 'one', 'two'), { maxLength: 4 })
  .map((segments) => segments.join('/'));
const place = fc.record({
  root: fc.constantFrom('/data/one', '/data/two', '/other/one', '/data/p'),
  dir: folder,
  single: fc.constantFrom('', '', 'a.jsonl', 'p.jsonl'),
});

test('what a row calls itself by means its run and no other, for any folders', () => {
  fc.assert(
    fc.property(fc.uniqueArray(place, { selector: (one) => JSON.stringify(one), maxLength: 12 }), (places) => {
      const runs = places.map((one) => newRunState({ ...one, path: `${one.root}/${one.dir}` }));
      const roots = rootNames(runs.map(({ root }) => root));
      nameApart(runs, roots);
      const means = runFinder({ changes: 0, values: () => runs }, roots);
      for (const run of runs) {
        const ref = runRef(run, runPlace(run, {}));
        const answer = means(ref);
        expect([ref, answer.ok ? answer.value : answer.failure]).toEqual([ref, run]);
      }
    }),
    { numRuns: 500 },
  );
});
