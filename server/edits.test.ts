import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { RunRow } from '../shared/run.ts';
import { editRoutes } from './routes/edits.ts';
import { answerProblem } from './routes/problem.ts';
import { runRoutes } from './routes/runs.ts';
import { until } from './testing/runServer.ts';
import { tempRoot } from './testing/tempRoot.ts';
import { testEngine } from './testing/testEngine.ts';

const LINE = '{"ts":1700000000,"type":"metrics","data":{"loss":1,"global_step":1}}\n';

async function served(root: string) {
  const tested = await testEngine(root);
  const app = new Hono().basePath('/api').route('/', editRoutes(tested)).route('/', runRoutes(tested));
  app.onError(answerProblem(() => {}));
  const ask = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: never }> => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await app.request(
      path,
      body === undefined ? { method } : { method, headers, body: JSON.stringify(body) },
    );
    return { status: answer.status, body: (await answer.json()) as never };
  };
  const ids = async (): Promise<string[]> =>
    ((await ask('GET', '/api/runs')).body as { id: string; path: string }[])
      .map((run) => `${run.path}/${run.id}`)
      .sort();
  return { ...tested, ask, ids, [Symbol.asyncDispose]: () => tested[Symbol.asyncDispose]() };
}

/** Every file below the root but Stepwell's own notes, with a hash of what is in it. */
function contents(root: string, without: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('.stepwell') && !path.startsWith(without))
    .map((path) => `${path} ${createHash('sha1').update(readFileSync(path)).digest('hex')}`)
    .sort();
}

test('what people type survives the deletion of the index and leaves the files of the run alone', async () => {
  await using root = tempRoot();
  root.write(join('p', 'a', 'events.jsonl'), LINE);
  root.write(join('p', 'a', 'meta.json'), '{"alias":"old","tags":["x"]}');
  const before = contents(root.path, '-');
  {
    await using server = await served(root.path);
    expect(
      await server.ask('PATCH', '/api/runs/a', { alias: '  new  ', tags: ['cv', 'cv', ' '], notes: 'hm' }),
    ).toEqual({
      status: 200,
      body: { ok: true, alias: 'new', tags: ['cv'], notes: 'hm' },
    });
    expect(await server.ask('PATCH', '/api/runs/a', { alias: 3 })).toMatchObject({ status: 422 });
    expect(await server.ask('PATCH', '/api/runs/a', { name: 'x' })).toMatchObject({ status: 422 });
    expect((await server.ask('PATCH', '/api/runs/zz', { alias: 'x' })).status).toBe(404);
  }
  await using server = await served(root.path);
  expect((await server.ask('GET', '/api/runs/a')).body).toMatchObject({ alias: 'new', tags: ['cv'], notes: 'hm' });
  await server.ask('PATCH', '/api/runs/a', { alias: '' });
  expect((await server.ask('GET', '/api/runs/a')).body).toMatchObject({ alias: null, notes: 'hm' });
  expect(contents(root.path, '-')).toEqual(before);
});

test('what people type into one server of a root is told by the others soon after, and stays there too', async () => {
  await using root = tempRoot();
  root.write(join('p', 'a', 'events.jsonl'), LINE);
  root.write(join('p', 'b', 'events.jsonl'), LINE);
  await using one = await served(root.path);
  await using other = await served(root.path);
  const news: string[] = [];
  other.engine.onNews(({ type }) => news.push(type));
  await one.ask('PATCH', '/api/runs/a', { alias: 'typed', tags: ['x'] });
  await until(
    () => other.ask('GET', '/api/runs/a'),
    ({ body }) => (body as RunRow).alias === 'typed',
  );
  expect(news).toContain('runs');
  await other.ask('PATCH', '/api/runs/b', { notes: 'of the other' });
  await until(
    () => one.ask('GET', '/api/runs/b'),
    ({ body }) => (body as RunRow).notes === 'of the other',
  );
  expect((await one.ask('GET', '/api/runs/a')).body).toMatchObject({ alias: 'typed', tags: ['x'] });
});

test('which end of a metric is the best is said once for a project, stands in a file, and is told with what was said before', async () => {
  await using root = tempRoot();
  const line = (step: number, value: number): string =>
    `${JSON.stringify({ ts: 1_700_000_000 + step, type: 'metrics', data: { global_step: step, 'val/score': value, lr: step } })}\n`;
  const lines = [line(1, 5), line(2, 9), line(3, 2)].join('');
  for (const name of ['p/plain', 'p/declared', 'p/other', 'q/plain2']) root.write(join(name, 'events.jsonl'), lines);
  const said = { best_metric_name: 'val/score', best_metric_mode: 'max', best_metric_value: 9, best_metric_step: 2 };
  root.write('p/declared/summary.json', JSON.stringify(said));
  root.write('p/other/meta.json', '{"primary_metric":"val/score"}');
  root.write(
    'p/other/summary.json',
    JSON.stringify({ ...said, best_metric_name: 'lr', best_metric_value: 3, best_metric_step: 3 }),
  );
  const bestOf = async (server: { ask: Awaited<ReturnType<typeof served>>['ask'] }, id: string): Promise<unknown[]> => {
    const row = (await server.ask('GET', `/api/runs/${id}`)).body as RunRow;
    return [row.best_metric_name, row.best_metric_mode, row.best_metric_value, row.best_metric_step, row.primary_mode];
  };
  {
    await using server = await served(root.path);
    const direction = { project: 'p', metric: 'val/score', mode: 'min' };
    expect(await bestOf(server, 'plain')).toEqual([null, null, null, null, 'max']);
    expect(await server.ask('PUT', '/api/directions', direction)).toEqual({
      status: 200,
      body: { ...direction, before: null },
    });
    expect((await server.ask('PUT', '/api/directions', { ...direction, project: 'none' })).status).toBe(404);
    expect((await server.ask('PUT', '/api/directions', { ...direction, mode: 'up' })).status).toBe(422);
    // What people type of a run does not take it away.
    await server.ask('PATCH', '/api/runs/plain', { notes: 'hm' });
  }
  await using server = await served(root.path);
  const low = ['val/score', 'min', 2, 3, 'min'];
  expect(await bestOf(server, 'plain')).toEqual(low);
  expect(await bestOf(server, 'declared')).toEqual(low);
  expect(await bestOf(server, 'other')).toEqual(['lr', 'max', 3, 3, 'min']);
  expect(await bestOf(server, 'plain2')).toEqual([null, null, null, null, 'max']);
  const listed = (await server.ask('GET', '/api/runs')).body as RunRow[];
  expect(listed.find(({ id }) => id === 'declared')).toMatchObject({ best_metric_value: 2, primary_mode: 'min' });
  const back = await server.ask('PUT', '/api/directions', { project: 'p', metric: 'val/score', mode: null });
  expect(back.body).toMatchObject({ before: 'min' });
  expect(await bestOf(server, 'declared')).toEqual(['val/score', 'max', 9, 2, 'max']);
});

test('what was said of a project holds for a run that tells its project late', async () => {
  await using root = tempRoot();
  root.write('.stepwell/edits.json', JSON.stringify({ directions: { P: { 'val/score': 'min' } } }));
  root.write('a/events.jsonl', '{"ts": 1, "type": "metrics", "data": {"global_step": 1, "val/score": 5}}\n');
  await using server = await served(root.path);
  const row = async (): Promise<RunRow> => (await server.ask('GET', '/api/runs/a')).body as RunRow;
  expect((await row()).primary_mode).toBe('max');
  root.write('a/meta.json', '{"project": "P"}');
  const late = await until(row, ({ project }) => project === 'P');
  expect([late.primary_mode, late.best_metric_value]).toEqual(['min', 5]);
});

test('only the named run goes: into the bin, back, and for good', async () => {
  await using root = tempRoot();
  await using outside = tempRoot();
  const kept = outside.write('kept.txt', 'not to be touched');
  for (const name of ['p/a', 'p/b', 'q/a', 'p/nest', 'p/nest/deep']) root.write(join(name, 'events.jsonl'), LINE);
  symlinkSync(outside.path, join(root.path, 'p', 'b', 'link'));
  mkdirSync(join(root.path, 'p', 'b', 'media'));
  writeFileSync(join(root.path, 'p', 'b', 'media', 'x.png'), 'x');
  await using server = await served(root.path);
  const rest = contents(root.path, join(root.path, 'p', 'b'));

  expect((await server.ask('DELETE', '/api/runs/a')).status).toBe(409);
  expect((await server.ask('DELETE', `/api/runs/${encodeURIComponent('p/b')}`)).status).toBe(200);
  expect(await server.ids()).toEqual(['p/a', 'p/nest', 'p/nest/deep', 'q/a']);
  expect((await server.ask('GET', '/api/runs/b')).status).toBe(404);
  expect((await server.ask('GET', '/api/recycle-bin')).body).toMatchObject({ deleted_runs: [{ id: 'b', path: 'p' }] });
  expect((await server.ask('POST', '/api/recycle-bin/restore', { run_ids: ['b', 'c'] })).body).toMatchObject({
    restored_count: 1,
    results: { b: { success: true }, c: { success: false } },
  });
  expect(await server.ids()).toContain('p/b');

  expect((await server.ask('DELETE', '/api/runs/b/permanent')).status).toBe(404);
  await server.ask('POST', '/api/runs/soft-delete', { run_ids: ['b'] });
  expect((await server.ask('DELETE', '/api/runs/b/permanent?dry_run=true')).body).toMatchObject({
    run_dir_deleted: false,
    files: 4,
  });
  expect((await server.ask('DELETE', '/api/runs/b/permanent')).body).toMatchObject({ run_dir_deleted: true });
  expect(existsSync(join(root.path, 'p', 'b'))).toBe(false);
  expect(readFileSync(kept, 'utf8')).toBe('not to be touched');
  expect(contents(root.path, join(root.path, 'p', 'b'))).toEqual(rest);

  await server.ask('DELETE', '/api/runs/nest');
  expect(await server.ids()).toContain('p/nest/deep');
  expect((await server.ask('DELETE', '/api/runs/nest/permanent')).status).toBe(409);
  expect((await server.ask('POST', '/api/recycle-bin/empty', {})).status).toBe(400);
  expect((await server.ask('POST', '/api/recycle-bin/empty', { confirm: true })).body).toMatchObject({
    permanently_deleted: 0,
  });
  expect(existsSync(join(root.path, 'p', 'nest', 'deep', 'events.jsonl'))).toBe(true);
});

test('a run is called the same in the recycle bin as in the list, below a folder of a store too', async () => {
  await using root = tempRoot();
  for (const name of ['runs/p/a', 'old/name/runs/b']) root.write(join(name, 'events.jsonl'), LINE);
  await using server = await served(root.path);
  const refs = await server.ids();
  expect(refs).toEqual(['old/name/b', 'p/a']);
  await server.ask('POST', '/api/runs/soft-delete', { run_ids: refs });
  expect(await server.ids()).toEqual([]);
  const { body } = await server.ask('POST', '/api/recycle-bin/restore', { run_ids: refs });
  expect(body).toMatchObject({ restored_count: 2 });
  expect(await server.ids()).toEqual(refs);
});
