import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { viewNameProblem } from '../../shared/views.ts';
import { tempRoot } from '../testing/tempRoot.ts';
import { testEngine } from '../testing/testEngine.ts';
import { answerProblem } from './problem.ts';
import { viewRoutes } from './views.ts';

async function served(root: string) {
  const tested = await testEngine(root);
  const app = new Hono().basePath('/api').route('/', viewRoutes(tested));
  app.onError(answerProblem(() => {}));
  const ask = async (method: string, name = '', body?: unknown) => {
    const init = { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const path = name === '' ? '/api/views' : `/api/views/${encodeURIComponent(name)}`;
    const answer = await app.request(path, body === undefined ? { method } : init);
    return { status: answer.status, body: (await answer.json()) as never };
  };
  return { ask, [Symbol.asyncDispose]: () => tested[Symbol.asyncDispose]() };
}

const VIEW = ['f=tag:cv', 'col=config.lr', 'later=kept'];

test('a view is a file beside the runs that people can read, write and keep', async () => {
  await using root = tempRoot();
  await using server = await served(root.path);
  expect(await server.ask('GET')).toEqual({ status: 200, body: [] });
  const put = await server.ask('PUT', 'best lr · naïve', { project: 'p', view: VIEW });
  expect(put).toMatchObject({ status: 200, body: { name: 'best lr · naïve', project: 'p', view: VIEW } });
  const file = join(root.path, '.stepwell', 'views', 'best lr · naïve.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ project: 'p', view: VIEW });

  root.write('.stepwell/views/by hand.json', '{"view": ["x=wall"], "comment": "why"}');
  root.write('.stepwell/views/broken.json', '{"view": [');
  root.write('.stepwell/views/other.json', '{"view": "x"}');
  expect((await server.ask('GET')).body).toMatchObject([
    { name: 'best lr · naïve', read_only: false },
    { name: 'by hand', project: null, view: ['x=wall'], saved_at: null },
  ]);
  await server.ask('PUT', 'by hand', { view: [] });
  expect(JSON.parse(readFileSync(join(root.path, '.stepwell/views/by hand.json'), 'utf8'))).toMatchObject({
    view: [],
    comment: 'why',
  });
  expect(await server.ask('DELETE', 'by hand')).toEqual({ status: 200, body: { name: 'by hand' } });
  expect((await server.ask('DELETE', 'by hand')).status).toBe(404);
  expect((await server.ask('GET')).body).toHaveLength(1);
});

test.each(['../up', '...', 'a/b', '.hidden', 'a\u0000b', 'a\u202eb', ' a', 'con:', 'x'.repeat(121)])(
  'a view cannot be called %j',
  async (name) => {
    expect(viewNameProblem(name)).not.toBeNull();
    await using root = tempRoot();
    await using server = await served(root.path);
    expect((await server.ask('PUT', name, { view: [] })).status).toBe(422);
  },
);

test('a body that is no view is refused by the name of its field', async () => {
  await using root = tempRoot();
  await using server = await served(root.path);
  expect(await server.ask('PUT', 'a', { view: 'x' })).toMatchObject({
    status: 422,
    body: { detail: expect.stringMatching(/^view: /) },
  });
});

test('views of a read-only folder are shown, and what is saved goes to the overlay', async () => {
  await using root = tempRoot();
  await using data = tempRoot();
  root.write('.stepwell/views/shared.json', '{"view": ["x=wall"]}');
  chmodSync(root.path, 0o555);
  const before = process.env.XDG_DATA_HOME;
  process.env.XDG_DATA_HOME = data.path;
  try {
    await using server = await served(root.path);
    expect((await server.ask('GET')).body).toMatchObject([{ name: 'shared', read_only: true }]);
    expect((await server.ask('DELETE', 'shared')).status).toBe(409);
    await server.ask('PUT', 'shared', { view: ['x=step'] });
    expect((await server.ask('GET')).body).toMatchObject([{ name: 'shared', view: ['x=step'], read_only: false }]);
    await server.ask('DELETE', 'shared');
    expect((await server.ask('GET')).body).toMatchObject([{ name: 'shared', view: ['x=wall'] }]);
  } finally {
    chmodSync(root.path, 0o755);
    if (before === undefined) delete process.env.XDG_DATA_HOME;
    else process.env.XDG_DATA_HOME = before;
  }
});
