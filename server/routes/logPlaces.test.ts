import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { LogPlace } from '../../shared/logs.ts';
import { LogFiles } from '../logs/logFiles.ts';
import { tempRoot } from '../testing/tempRoot.ts';
import { testEngine } from '../testing/testEngine.ts';
import { logPlaceRoutes } from './logPlaces.ts';
import { answerProblem } from './problem.ts';

const BEGAN = 1_795_200_000;

/** A run with a point every two seconds and a line of log each second, and one whose log has no times. */
async function server() {
  const root = tempRoot();
  const points = Array.from({ length: 100 }, (_, i) => {
    const data = { 'train/loss': 1 / (i + 1), global_step: 50 + i * 10, ...(i % 5 === 0 ? { 'val/loss': i } : {}) };
    return `${JSON.stringify({ ts: BEGAN + 2 * i, type: 'metrics', data })}\n`;
  });
  root.write(join('p', 'timed', 'events.jsonl'), points.join(''));
  const clock = (time: number): string => new Date(time * 1_000).toTimeString().slice(0, 8);
  const lines = Array.from({ length: 200 }, (_, i) => `[${clock(BEGAN + i)}] line ${i}\n`);
  root.write(join('p', 'timed', 'logs.txt'), lines.join(''));
  root.write(join('p', 'bare', 'events.jsonl'), points.join(''));
  root.write(join('p', 'bare', 'logs.txt'), 'epoch 1\nepoch 2\n');
  root.write(join('p', 'silent', 'meta.json'), '{}');
  const tested = await testEngine(root.path);
  const logs = new LogFiles();
  const app = new Hono().basePath('/api').route('/', logPlaceRoutes({ engine: tested.engine, logs }));
  app.onError(answerProblem(() => {}));
  return {
    ask: async (run: string, query: string) => {
      const answer = await app.request(`/api/runs/${run}/logs/at?${query}`);
      return { status: answer.status, body: (await answer.json()) as LogPlace };
    },
    [Symbol.asyncDispose]: async () => {
      logs.close();
      await tested[Symbol.asyncDispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}

test('a line lies at the nearest step, and a point of any axis at the line of its time', async () => {
  await using tested = await server();
  const line = await tested.ask('timed', 'line=41');
  expect(line).toEqual({
    status: 200,
    body: {
      line: 41,
      time: BEGAN + 40,
      step: null,
      source: 'clock',
      x: { step: 250, relstep: 200, wall: BEGAN + 40, relative: 40 },
    },
  });
  for (const query of ['step=250', 'relstep=200', `wall=${BEGAN + 40}`, 'relative=40', 'step=254.9']) {
    expect([query, (await tested.ask('timed', query)).body.line]).toEqual([query, 41]);
  }
});

test('of a metric that is logged rarely its own points are meant', async () => {
  await using tested = await server();
  expect((await tested.ask('timed', 'step=110&metric=val/loss')).body.line).toBe(11);
  expect((await tested.ask('timed', 'step=110')).body.line).toBe(13);
});

test('where there are no times, no log or no points, the answer says so', async () => {
  await using tested = await server();
  const none = { line: null, time: null, step: null, source: null };
  expect((await tested.ask('bare', 'line=1')).body).toMatchObject({ ...none, x: { step: null, wall: null } });
  expect((await tested.ask('bare', 'step=250')).body).toMatchObject({ ...none, x: { step: 250 } });
  expect((await tested.ask('silent', 'step=250')).body).toMatchObject({ ...none, x: { step: null } });
});

test.each(['', 'line=0', 'line=1.5', 'line=1&step=2', 'step=1&wall=2', 'step=x', 'metric=a'])(
  'the question %j is refused',
  async (query) => {
    await using tested = await server();
    expect((await tested.ask('timed', query)).status).toBe(422);
  },
);

test('an unknown run is not found', async () => {
  await using tested = await server();
  expect((await tested.ask('nobody', 'line=1')).status).toBe(404);
});
