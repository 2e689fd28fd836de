import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { tempRoot } from '../testing/tempRoot.ts';
import { testEngine } from '../testing/testEngine.ts';
import { fastRoutes } from './fast.ts';
import { answerProblem } from './problem.ts';

test('the fast query thins without losing a spike, takes a range, and refuses what it cannot read', async () => {
  await using root = tempRoot();
  const value = (i: number): number => (i === 700 ? 99 : Math.sin(i));
  root.write(
    join('p', 'a', 'events.jsonl'),
    Array.from(
      { length: 1_000 },
      (_, i) => `{"ts":${1.7e9 + i},"type":"metrics","data":{"loss":${value(i)},"acc":1,"global_step":${i}}}\n`,
    ).join(''),
  );
  await using tested = await testEngine(root.path);
  const app = new Hono().basePath('/api').route('/', fastRoutes(tested));
  app.onError(answerProblem(() => {}));
  const get = async (query: string) => app.request(`/api/v2/experiments/a/metrics/fast?${query}`);
  const thin = (await (await get('downsample=10&metric_names=loss')).json()) as {
    rows: { loss: number }[];
    columns: string[];
    applied_filters: object;
  };
  expect(thin.rows.length).toBeLessThanOrEqual(40);
  expect(Math.max(...thin.rows.map((row) => row.loss))).toBe(99);
  expect(thin.columns).not.toContain('acc');
  expect(thin.applied_filters).toEqual({ metrics: ['loss'], step_range: null, downsampled: true });
  const range = (await (await get('step_range=10:19')).json()) as { total_points: number };
  expect(range.total_points).toBe(10);
  const bad = await get('step_range=ten');
  expect([bad.status, await bad.json()]).toEqual([400, { detail: "Invalid step_range format, use 'min:max'" }]);
  expect((await get('downsample=1')).status).toBe(422);
  expect((await get('downsample=50001')).status).toBe(422);
  const progress = await app.request('/api/runs/a/progress');
  expect([progress.headers.get('deprecation'), await progress.json()]).toEqual([
    'true',
    { available: true, status: 'finished', current_step: 999 },
  ]);
});
