import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { StepTable, TimeTable } from '../shared/table.ts';
import { fastRoutes } from './routes/fast.ts';
import { metricRoutes } from './routes/metrics.ts';
import { answerProblem } from './routes/problem.ts';
import { runRoutes } from './routes/runs.ts';
import { TableCache } from './routes/tableCache.ts';
import { tempRoot } from './testing/tempRoot.ts';
import { testEngine } from './testing/testEngine.ts';

/** Lines in the form that Runicorn's document gives, relative times included. */
const EVENTS = `{"ts": 1704067200.0, "type": "metrics", "data": {"global_step": 1, "time": 0.0, "loss": 2.30, "accuracy": 0.12, "stage": "warmup"}}
{"ts": 1704067201.5, "type": "metrics", "data": {"global_step": 2, "time": 1.5, "loss": 1.85, "stage": "train"}}
{"ts": 1704067203.2, "type": "image", "data": {"key": "prediction", "path": "media/123_abc_prediction.png", "step": 10, "caption": "a cat"}}
{"ts": 1704067204.0, "type": "metrics", "data": {"global_step": 2, "time": 4.0, "accuracy": 0.35}}
`;
const ID = '20250114_153045_a1b2c3';

async function served(files: Record<string, string>) {
  const root = tempRoot();
  for (const [name, text] of Object.entries(files)) root.write(join('p', name), text);
  const tested = await testEngine(root.path);
  const tables = new TableCache(tested.engine);
  const app = new Hono()
    .basePath('/api')
    .route('/', runRoutes(tested))
    .route('/', metricRoutes({ tables }))
    .route('/', fastRoutes(tested));
  app.onError(answerProblem(() => {}));
  return {
    append: (name: string, text: string) => appendFileSync(join(root.path, 'p', name), text),
    get: (path: string, headers: Record<string, string> = {}) => app.request(`/api/${path}`, { headers }),
    [Symbol.asyncDispose]: async () => {
      await tested[Symbol.asyncDispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}

test("the events of Runicorn's document give its tables: by step what was logged, by time every column", async () => {
  await using server = await served({ [`${ID}/events.jsonl`]: EVENTS });
  const byStep = (await (await server.get(`runs/${ID}/metrics_step`)).json()) as StepTable;
  expect([byStep.columns, byStep.rows]).toEqual([
    ['global_step', 'loss', 'accuracy', 'time', 'stage'],
    [
      { global_step: 1, loss: 2.3, accuracy: 0.12, time: 0, stage: 'warmup' },
      { global_step: 2, loss: 1.85, accuracy: 0.35, time: 4, stage: 'train' },
    ],
  ]);
  const byTime = (await (await server.get(`runs/${ID}/metrics`)).json()) as TimeTable;
  expect([byTime.columns, byTime.rows]).toEqual([
    ['time', 'loss', 'accuracy'],
    [
      { time: 0, loss: 2.3, accuracy: 0.12 },
      { time: 1.5, loss: 1.85, accuracy: null },
      { time: 4, loss: null, accuracy: 0.35 },
    ],
  ]);
  expect(await (await server.get(`runs/${ID}/images`)).json()).toEqual([
    {
      key: 'prediction',
      path: 'media/123_abc_prediction.png',
      step: 10,
      caption: 'a cat',
      time: 1704067203.2,
      exists: false,
    },
  ]);
});

test('an unknown run, a file of which no line can be used, and a number of rows that cannot be are refused', async () => {
  await using server = await served({ 'bad/events.jsonl': 'not a line\n{"torn\n', 'good/events.jsonl': EVENTS });
  for (const route of ['metrics', 'metrics_step', 'progress']) {
    const unknown = await server.get(`runs/20250114_999999_zzz999/${route}`);
    expect([unknown.status, await unknown.json()]).toEqual([404, { detail: 'Run not found: 20250114_999999_zzz999' }]);
  }
  for (const route of ['runs/bad/metrics', 'runs/bad/metrics_step', 'v2/experiments/bad/metrics/fast']) {
    const corrupt = await server.get(route);
    expect([corrupt.status, await corrupt.json()]).toEqual([500, { detail: 'Failed to parse metrics file' }]);
  }
  for (const count of ['1', '50001', 'x', '', '2.5'])
    expect((await server.get(`runs/good/metrics_step?downsample=${count}`)).status, count).toBe(422);
  for (const count of [2, 50_000])
    expect((await server.get(`runs/good/metrics_step?downsample=${count}`)).status).toBe(200);
});

test('a repeat costs a 304, and what was written a moment ago is in the next answer', async () => {
  await using server = await served({ [`${ID}/events.jsonl`]: EVENTS });
  const path = `runs/${ID}/metrics_step`;
  const first = await server.get(path);
  const etag = first.headers.get('etag') ?? '';
  expect(etag).not.toBe('');
  expect((await server.get(path, { 'If-None-Match': etag })).status).toBe(304);
  server.append(`${ID}/events.jsonl`, '{"ts":1704067209,"type":"metrics","data":{"global_step":3,"loss":1}}\n');
  const next = await server.get(path, { 'If-None-Match': etag });
  expect([next.status, ((await next.json()) as StepTable).rows.at(-1)]).toEqual([
    200,
    { global_step: 3, loss: 1, time: 9 },
  ]);
  expect([next.headers.get('x-total-count'), next.headers.get('x-last-step')]).toEqual(['3', '3']);
});
