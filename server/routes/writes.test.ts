import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { WritesAnswer } from '../../shared/writes.ts';
import { tempRoot } from '../testing/tempRoot.ts';
import { testEngine } from '../testing/testEngine.ts';
import { answerProblem } from './problem.ts';
import { rawRoutes } from './raw.ts';

test('the writes of a step come with their times, files and which of them stands', async () => {
  await using root = tempRoot();
  const line = (ts: number, data: object): string => `${JSON.stringify({ ts, type: 'metric', data })}\n`;
  root.write(
    'run/events.jsonl',
    line(100, { name: 'v', value: 1, step: 5, event_id: 's:1', stage: 'warm' }) +
      line(300, { name: 'v', value: 'NaN', step: 5, coords: { episode: 2 } }) +
      line(301, { name: 'v', value: 2, step: 6 }) +
      line(302, { name: 'v', value: 9, step: 5, labels: { rank: '1' } }),
  );
  root.write(
    'run/events.late.jsonl',
    line(200, { name: 'v', value: 3, step: 5 }) + line(201, { name: 'v', value: 4, step: null }),
  );
  await using tested = await testEngine(root.path);
  const app = new Hono().basePath('/api').route('/', rawRoutes(tested));
  app.onError(answerProblem(() => {}));
  const ask = async (query: string) =>
    (await app.request(`/api/runs/run/writes?metric=v${query}`)).json() as Promise<WritesAnswer>;
  const none = { time_ns: null, stage: null, event_id: null, coords: null };
  expect(await ask('&step=5')).toEqual({
    total: 3,
    rows: [
      {
        ...none,
        seq: 0,
        step: 5,
        time: 100,
        ts: 100,
        value: 1,
        file: 'events.jsonl',
        event_id: 's:1',
        stage: 'warm',
        current: false,
      },
      { ...none, seq: 1, step: 5, time: 200, ts: 200, value: 3, file: 'events.late.jsonl', current: false },
      {
        ...none,
        seq: 3,
        step: 5,
        time: 300,
        ts: 300,
        value: 'NaN',
        file: 'events.jsonl',
        coords: { episode: 2 },
        current: true,
      },
    ],
  });
  const all = await ask('&offset=2&limit=2');
  expect([all.total, ...all.rows.map(({ seq, step, current }) => [seq, step, current])]).toEqual([
    5,
    [2, null, true],
    [3, 5, true],
  ]);
  expect((await ask('&labels=rank:1')).rows.map(({ value }) => value)).toEqual([9]);
  expect((await app.request('/api/runs/run/writes?metric=w')).status).toBe(404);
  expect((await app.request('/api/runs/run/writes?metric=v&step=x')).status).toBe(422);
});
