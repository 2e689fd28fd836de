import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunRow } from '../shared/run.ts';
import { openSqliteStore } from './store/sqliteStore.ts';
import { tempRoot } from './testing/tempRoot.ts';
import { testEngine } from './testing/testEngine.ts';

const event = (step: number): string =>
  `{"ts":${1.7e9 + step},"type":"metrics","data":{"v":1,"global_step":${step}}}\n`;

test('a row that was kept follows what people type, what files say and what is written', async () => {
  await using root = tempRoot();
  root.write('p/a/events.jsonl', event(1));
  root.write('p/a/meta.json', '{"alias":"first","config":{"lr":1}}');
  root.write('p/b/events.jsonl', event(1));
  await using tested = await testEngine(root.path);
  const { engine } = tested;
  const row = async (): Promise<RunRow> => (await tested.rows()).find(({ id }) => id === 'a') as RunRow;
  expect(await row()).toMatchObject({ alias: 'first', last_step: 1, config: { lr: 1 }, status: 'finished' });
  expect(await tested.rows()).toEqual(await tested.rows());
  await engine.editRun('a', { alias: 'typed', tags: ['x'] });
  expect(await row()).toMatchObject({ alias: 'typed', tags: ['x'] });
  root.write('p/a/events.jsonl', event(1) + event(7));
  root.write('p/a/meta.json', '{"config":{"lr":2}}');
  await engine.run('a');
  expect(await row()).toMatchObject({ alias: 'typed', last_step: 7, config: { lr: 2 } });
  root.write('p/a/status.json', '{"status":"running","heartbeat_at":1}');
  await engine.run('a');
  expect(await row()).toMatchObject({ status: 'crashed' });
});

test('hundreds of runs that come at once get each a number of its own, and are found by id and by path', async () => {
  await using root = tempRoot();
  for (let i = 0; i < 300; i++) root.write(`p${i % 3}/run${i}/status.json`, `{"started_at":${1_000 - i}}`);
  root.write('other/run7/status.json', '{}');
  await using tested = await testEngine(root.path);
  const listed = await tested.rows();
  expect(new Set(listed.map(({ job_id }) => job_id)).size).toBe(301);
  const numbers = listed.filter(({ project }) => project === 'p0').map(({ number }) => number);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  const found = async (ref: string) => {
    const answer = await tested.engine.locate(ref);
    return answer.ok ? answer.value.dir : answer.failure.status;
  };
  const named = await tested.rows({ ids: ['run9', 'other/run7', 'run1000'] });
  expect(named.map(({ path, id }) => `${path}/${id}`).sort()).toEqual(['other/run7', 'p0/run9']);
  expect(await found('run9')).toBe(join(root.path, 'p0/run9'));
  expect([await found('run7'), await found('other/run7'), await found('run1000')]).toEqual([
    409,
    join(root.path, 'other/run7'),
    404,
  ]);
  rmSync(join(root.path, 'other'), { recursive: true });
  await tested.engine.indexer.walk();
  expect(await found('run7')).toBe(join(root.path, 'p1/run7'));
});

test('an events file that is gone leaves nothing behind in the index', async () => {
  await using root = tempRoot();
  root.write('a/events.jsonl', event(1));
  root.write('a/events.rank1.jsonl', event(2));
  await using index = tempRoot();
  const file = join(index.path, 'index.db');
  {
    await using tested = await testEngine(root.path, file);
    rmSync(join(root.path, 'a/events.rank1.jsonl'));
    await tested.engine.indexer.walk();
    expect((await tested.rows())[0]).toMatchObject({ points: 1, last_step: 1 });
  }
  const store = openSqliteStore(file);
  expect((await store.listFiles(null)).map(({ name }) => name)).toEqual(['events.jsonl']);
  await store.close();
});

test('a sort is by the value in the config, what has none last either way, and a page is cut from it', async () => {
  await using root = tempRoot();
  const configs = [{ lr: 3 }, { lr: 'auto' }, {}, { lr: 1 }, { lr: 2 }];
  for (const [i, config] of configs.entries())
    root.write(`r${i}/meta.json`, JSON.stringify({ config, created_at: 100 + i }));
  await using tested = await testEngine(root.path);
  const ids = async (query: object) => (await tested.rows(query)).map(({ id }) => id);
  expect(await ids({})).toEqual(['r4', 'r3', 'r2', 'r1', 'r0']);
  expect(await ids({ sort: 'config.lr' })).toEqual(['r3', 'r4', 'r0', 'r1', 'r2']);
  expect(await ids({ sort: '-config.lr', offset: 1, limit: 3 })).toEqual(['r4', 'r3', 'r1']);
});
