import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { RawAnswer } from './engine/rawQuestions.ts';
import { jobRoutes } from './routes/jobs.ts';
import { answerProblem } from './routes/problem.ts';
import { rawRoutes } from './routes/raw.ts';
import { tempRoot } from './testing/tempRoot.ts';
import { testEngine } from './testing/testEngine.ts';

async function served(root: string) {
  const tested = await testEngine(root);
  const app = new Hono().basePath('/api').route('/', rawRoutes(tested)).route('/', jobRoutes(tested));
  app.onError(answerProblem(() => {}));
  const get = async (path: string): Promise<{ status: number; body: never }> => {
    const answer = await app.request(path);
    return { status: answer.status, body: (await answer.json()) as never };
  };
  const post = async (path: string, body: unknown): Promise<{ status: number; body: never }> => {
    const answer = await app.request(path, { method: 'POST', body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as never };
  };
  return { ...tested, get, post, [Symbol.asyncDispose]: () => tested[Symbol.asyncDispose]() };
}

function appendTo(root: string, name: string, text: string): void {
  appendFileSync(join(root, name), text);
}

function lines(count: number, from = 0): string {
  return Array.from(
    { length: count },
    (_, i) => `{"ts":${1.7e9 + i},"type":"metrics","data":{"loss":${from + i},"global_step":${i}}}\n`,
  ).join('');
}

test('raw rows reach into groups that were sealed a moment ago', async () => {
  await using root = tempRoot();
  root.write(join('p', 'a', 'events.jsonl'), lines(10));
  await using server = await served(root.path);
  appendTo(root.path, join('p', 'a', 'events.jsonl'), lines(3_000, 10));
  const { body } = await server.get('/api/runs/metrics/raw?runId=a&logName=loss');
  const values = (body as RawAnswer).rows.map((row) => row.value);
  expect(values.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 3_010 }, (_, i) => i));
});

test('nanoseconds are Unix time however long ago they are', async () => {
  await using root = tempRoot();
  root.write(
    join('p', 'a', 'events.jsonl'),
    '{"ts":1700000009,"type":"metric","data":{"name":"loss","value":1,"step":0,"time_ns":10000000000000000}}\n',
  );
  await using server = await served(root.path);
  const { body } = await server.get('/api/runs/metrics/raw?runId=a&logName=loss');
  expect((body as RawAnswer).rows.map((row) => row.time)).toEqual([1e10]);
});

test('raw rows are every write, ascending, flagged, and cut exactly at the limit', async () => {
  await using root = tempRoot();
  root.write(join('p', 'a', 'events.jsonl'), lines(50_000));
  root.write(
    join('p', 'b', 'events.jsonl'),
    `${lines(3)}{"ts":1700000009,"type":"metrics","data":{"loss":NaN,"global_step":1}}\n{"ts":1700000010.5,"type":"metric","data":{"name":"loss","value":"-inf"}}\n`,
  );
  await using server = await served(root.path);
  const exact = (await server.get('/api/runs/metrics/raw?runId=a&logName=loss')).body as RawAnswer;
  expect([exact.rows.length, exact.truncated]).toEqual([50_000, false]);
  appendTo(
    root.path,
    join('p', 'a', 'events.jsonl'),
    '{"ts":1700000000,"type":"metrics","data":{"loss":0.5,"global_step":9}}\n',
  );
  const cut = (await server.get('/api/runs/metrics/raw?runId=a&logName=loss')).body as RawAnswer;
  expect([cut.rows.length, cut.truncated]).toEqual([50_000, true]);
  const again = (await server.get('/api/runs/metrics/raw?runId=b&projectName=p&logName=loss')).body as RawAnswer;
  expect(again.rows.map(({ step, time, value, nonFiniteFlags }) => [step, time, value, nonFiniteFlags])).toEqual([
    [0, 1_700_000_000_000, 0, 0],
    [1, 1_700_000_001_000, 1, 0],
    [1, 1_700_000_009_000, 0, 1],
    [2, 1_700_000_002_000, 2, 0],
    [null, 1_700_000_010_500, 0, 4],
  ]);
  expect(Object.keys(again.rows[0] ?? {}).slice(0, 5)).toEqual(['logGroup', 'step', 'time', 'value', 'nonFiniteFlags']);
  const bounded = (await server.get('/api/runs/metrics/raw?runId=b&logName=loss&stepMin=1&stepMax=1'))
    .body as RawAnswer;
  expect(bounded.rows.length).toBe(2);
  expect(((await server.get('/api/runs/metrics/raw?runId=b&logName=none')).body as RawAnswer).rows).toEqual([]);
  expect((await server.get('/api/runs/metrics/raw?runId=b&logName=loss&stepMin=2&stepMax=1')).status).toBe(400);
  expect((await server.get('/api/runs/metrics/raw?runId=zz&logName=loss')).status).toBe(404);
  expect((await server.get('/api/runs/metrics/raw?runId=b&logName=loss&limit=50001')).status).toBe(422);
  const number = (await server.get('/api/runs/metrics/raw?runId=1&projectName=p&logName=loss&limit=1'))
    .body as RawAnswer;
  expect([number.rows.length, number.truncated]).toEqual([1, true]);
});

test('a job takes metrics one by one: the same name and step is replaced, names are checked, NaN goes in and out', async () => {
  await using root = tempRoot();
  root.write(join('p', 'a', 'meta.json'), '{}');
  await using server = await served(root.path);
  const path = '/api/v1/jobs/1/metrics';
  for (const value of [4.0, 4.1, 4.2]) await server.post(path, { name: 'acc', value });
  expect(await server.post(path, { name: 'acc', value: 'nan', step: 3 })).toEqual({
    status: 200,
    body: { name: 'acc', value: 'nan' },
  });
  await server.post(path, { name: 'loss', value: '-inf', step: 1, timestamp: '2024-01-15T10:30:00' });
  expect((await server.get(path)).body).toEqual([
    { name: 'acc', value: 'nan' },
    { name: 'loss', value: '-inf' },
  ]);
  const page = (await server.get(`${path}/acc/snapshots`)).body as { data: { step: number; value: unknown }[] };
  expect(page.data.map(({ step, value }) => [step, value])).toEqual([
    [0, 4.2],
    [3, 'nan'],
  ]);
  expect((await server.get(`${path}/loss/snapshots`)).body).toMatchObject({
    index: 0,
    isComplete: true,
    totalNumResults: 1,
    data: [{ timestamp: '2024-01-15T10:30:00.000+00:00' }],
  });
  for (const name of ['_', 'a-b', '1a', 'a/b'])
    expect(await server.post(path, { name, value: 1 })).toMatchObject({
      status: 400,
      body: { originating_path: path },
    });
  expect((await server.post(path, { name: '_a', value: 1 })).status).toBe(200);
  expect(await server.post('/api/v1/jobs/99/metrics', { name: 'acc', value: 1 })).toMatchObject({
    status: 404,
    body: {
      error: 'EntityDoesNotExistError',
      message: 'Not Found - Failed to locate job with job_id having value (99).',
    },
  });
  expect(await server.get('/api/v1/jobs/99/metrics')).toEqual({ status: 200, body: [] });
});

test('a walk by the next links sees each row once while the run goes on', async () => {
  await using root = tempRoot();
  root.write(join('p', 'a', 'events.jsonl'), lines(10_000));
  await using server = await served(root.path);
  const seen: number[] = [];
  let next: string | undefined = '/api/v1/jobs/1/metrics/loss/snapshots?pageLength=7&index=0';
  for (let page = 0; next !== undefined && seen.length < 10_000; page++) {
    const { body }: { body: { data: { step: number }[]; next?: string } } = await server.get(next);
    seen.push(...body.data.map(({ step }) => step));
    if (page % 100 === 0)
      appendTo(
        root.path,
        join('p', 'a', 'events.jsonl'),
        `{"ts":1800000000,"type":"metrics","data":{"loss":1,"global_step":${20_000 + page}}}\n`,
      );
    next = body.next;
  }
  expect(seen.slice(0, 10_000)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
});

test('the jobs of an experiment are searched, sorted and paged; what cannot be is refused by name', async () => {
  await using root = tempRoot();
  for (const [id, tags] of [
    ['a', ['cv']],
    ['b', []],
    ['c', ['cv']],
  ] as const)
    root.write(join('p', id, 'meta.json'), JSON.stringify({ alias: `job ${id}`, tags, created_at: id.charCodeAt(0) }));
  await using server = await served(root.path);
  const path = '/api/v1/experiments/1/metrics';
  const ids = async (query: string): Promise<number[]> =>
    ((await server.get(`${path}?${query}`)).body as { data: { id: number }[] }).data.map(({ id }) => id);
  expect(await ids('')).toEqual([1, 2, 3]);
  expect(await ids('search=tag:cv&sortBy=description&descending=true')).toEqual([3, 1]);
  expect(await ids(`search=${encodeURIComponent('description:"job b"')}`)).toEqual([2]);
  const page = (await server.get(`${path}?pageLength=1&index=1&search=tag:cv&sortBy=id`)).body;
  expect(page).toMatchObject({
    isComplete: true,
    totalNumResults: 2,
    prev: `${path}?pageLength=1&index=0&search=tag%3Acv&sortBy=id`,
  });
  for (const pageLength of [0, 1_001]) expect((await server.get(`${path}?pageLength=${pageLength}`)).status).toBe(400);
  expect((await server.get(`${path}?pageLength=1000`)).status).toBe(200);
  expect(await server.get(`${path}?sortBy=nope`)).toMatchObject({
    status: 400,
    body: { message: 'Bad Request - The sort parameter, nope, for job is not sortable.' },
  });
  expect(await server.get(`${path}?search=${encodeURIComponent('field:two words')}`)).toMatchObject({
    status: 422,
    body: { error: 'SearchParseError' },
  });
  expect(await server.get(`${path}?search=${encodeURIComponent('status < 3')}`)).toMatchObject({ status: 422 });
  expect((await server.get('/api/v1/experiments/77/metrics')).body).toMatchObject({ totalNumResults: 0, data: [] });
});
