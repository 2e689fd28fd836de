import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { jobRoutes } from './routes/jobs.ts';
import { answerProblem } from './routes/problem.ts';
import { rawRoutes } from './routes/raw.ts';
import { tempRoot } from './testing/tempRoot.ts';
import { testEngine } from './testing/testEngine.ts';

interface Page {
  data: { name: string; value: number | string; step: number; timestamp: string }[];
  totalNumResults: number;
}

async function served(runs: Record<string, object>) {
  const root = tempRoot();
  for (const [id, meta] of Object.entries(runs)) root.write(join('p', id, 'meta.json'), JSON.stringify(meta));
  const tested = await testEngine(root.path);
  const app = new Hono().basePath('/api').route('/', rawRoutes(tested)).route('/', jobRoutes(tested));
  app.onError(answerProblem(() => {}));
  const ask = async <T>(path: string, body?: unknown): Promise<{ status: number; body: T }> => {
    const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await app.request(`/api/${path}`, request);
    return { status: answer.status, body: (await answer.json()) as T };
  };
  return {
    ask,
    [Symbol.asyncDispose]: async () => {
      await tested[Symbol.asyncDispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}

test('NaN over a number and back: the step has the last of them, and every write stays among the raw ones', async () => {
  await using server = await served({ a: {} });
  const post = (value: unknown) => server.ask('v1/jobs/1/metrics', { name: 'acc', value, step: 4 });
  const history = async () => (await server.ask<Page>('v1/jobs/1/metrics/acc/snapshots')).body;
  for (const [value, shown] of [
    [0.5, 0.5],
    ['nan', 'nan'],
    [0.75, 0.75],
    ['-Infinity', '-inf'],
  ]) {
    expect((await post(value)).body).toEqual({ name: 'acc', value: shown });
    expect((await server.ask('v1/jobs/1/metrics')).body).toEqual([{ name: 'acc', value: shown }]);
    expect((await history()).data.map((row) => [row.step, row.value])).toEqual([[4, shown]]);
  }
  const raw = (
    await server.ask<{ rows: { value: number; nonFiniteFlags: number }[] }>('runs/metrics/raw?runId=a&logName=acc')
  ).body;
  expect(raw.rows.map((row) => [row.value, row.nonFiniteFlags])).toEqual([
    [0.5, 0],
    [0, 1],
    [0.75, 0],
    [0, 4],
  ]);
});

test('without a step it is 0 and without a time it is now, so that three posts are one row', async () => {
  await using server = await served({ a: {} });
  const before = Date.now();
  for (const value of [4.0, 4.1, 4.2]) await server.ask('v1/jobs/1/metrics', { name: 'acc', value });
  const { data, totalNumResults } = (await server.ask<Page>('v1/jobs/1/metrics/acc/snapshots')).body;
  expect([totalNumResults, data[0]?.step, data[0]?.value]).toEqual([1, 0, 4.2]);
  const at = Date.parse(data[0]?.timestamp ?? '');
  expect(at).toBeGreaterThanOrEqual(before - 1);
  expect(at).toBeLessThanOrEqual(Date.now() + 1);
});

test('a job without metrics has none, in its own list and in that of its experiment', async () => {
  await using server = await served({ a: {} });
  expect(await server.ask('v1/jobs/1/metrics')).toEqual({ status: 200, body: [] });
  expect((await server.ask('v1/experiments/1/metrics')).body).toMatchObject({
    totalNumResults: 1,
    isComplete: true,
    data: [{ id: 1, metrics: [] }],
  });
  expect((await server.ask('v1/jobs/1/metrics/none/snapshots')).body).toMatchObject({ totalNumResults: 0, data: [] });
});

test('wildcards stand for what they stand for, and a backslash takes that away', async () => {
  await using server = await served({
    a: { alias: 'train mnist 1', created_at: 1 },
    b: { alias: 'train cifar 2', created_at: 2 },
    c: { alias: 'odd*name', tags: ['a,b'], created_at: 3 },
    d: { alias: 'oddxname', tags: ['quo"te'], created_at: 4 },
  });
  const found = async (search: string): Promise<unknown> => {
    const query = new URLSearchParams({ search, pageLength: '100' });
    const { status, body } = await server.ask<{ data: { id: number }[] }>(`v1/experiments/1/metrics?${query}`);
    return status === 200 ? body.data.map(({ id }) => id) : status;
  };
  const cases: [search: string, jobs: number[] | number][] = [
    ['description:*mnist*', [1]],
    ['description:"train *"', [1, 2]],
    ['description:"train ????? ?"', [1, 2]],
    ['description:odd*name', [3, 4]],
    ['description:odd\\*name', [3]],
    ['tag:a\\,b', [3]],
    ["tag:'a,b'", [3]],
    ['tag:quo\\"te', [4]],
    ['train', [1, 2]],
    ['train,description:*2', [2]],
    ['nothing', []],
    ['', [1, 2, 3, 4]],
    ['field:two words', 422],
    ['bad=assignment', 422],
    ['description:\\q', 422],
    ['nope:1', 422],
    ['"open', 422],
  ];
  for (const [search, jobs] of cases) expect([search, await found(search)]).toEqual([search, jobs]);
});
