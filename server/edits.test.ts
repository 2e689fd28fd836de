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
