import { EventEmitter } from 'node:events';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { createAccess } from './auth.ts';
import { createRateLimit, limitRate, type RateLimit } from './rateLimit.ts';

const METRICS = '/api/runs/a/metrics_step';

/** An app behind the limit, asked as if from an address. */
function limited(enabled: RateLimit['enabled'], token: string | null = null) {
  let now = 0;
  const access = createAccess(token);
  const app = new Hono();
  app.use(
    '/api/*',
    limitRate(
      createRateLimit(enabled, () => now),
      access,
    ),
  );
  app.all('*', (c) => c.text('ok'));
  const ask = async (path: string, remoteAddress: string, headers: Record<string, string> = {}) => {
    const socket = Object.assign(new EventEmitter(), { remoteAddress });
    const answer = await app.request(path, { headers }, { incoming: { socket } });
    return { status: answer.status, headers: answer.headers, socket };
  };
  const last = async (path: string, address: string, times: number, headers?: Record<string, string>) => {
    let answer = await ask(path, address, headers);
    for (let i = 1; i < times; i++) answer = await ask(path, address, headers);
    return answer;
  };
  return {
    access,
    ask,
    last,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test('the 61st request of a minute from elsewhere is refused, with when to come again', async () => {
  const { last, ask, pass } = limited('foreign');
  const sixtieth = await last(METRICS, '10.0.0.7', 60);
  expect([sixtieth.status, sixtieth.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
  pass(20_000);
  const refused = await ask(METRICS, '10.0.0.7');
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('x-ratelimit-limit')]).toEqual([
    429,
    '40',
    '60',
  ]);
  expect((await ask('/api/runs/a/metrics', '10.0.0.7')).status).toBe(200);
  expect((await ask(METRICS, '10.0.0.8')).status).toBe(200);
  pass(40_000);
  expect((await ask(METRICS, '10.0.0.7')).status).toBe(200);
});

test.each(['/api/runs/a/metrics', '/api/runs/a/progress', '/api/v2/experiments/a/metrics/fast'])(
  '%s is limited, too',
  async (path) => {
    expect((await limited('foreign').last(path, '10.0.0.7', 61)).status).toBe(429);
  },
);

test("this machine, a session and the dashboard's own routes are never limited", async () => {
  const { access, last } = limited('foreign', 'secret');
  const session = access.spend(access.oneTimeCode());
  expect((await last(METRICS, '127.0.0.1', 100)).status).toBe(200);
  expect((await last(METRICS, '::ffff:127.0.0.1', 100)).status).toBe(200);
  expect((await last(METRICS, '10.0.0.7', 100, { cookie: `stepwell=${session}` })).status).toBe(200);
  for (const path of ['/api/series', '/api/runs', '/api/live', '/api/runs/a/logs', '/api/runs/a/metric_list'])
    expect((await last(path, '10.0.0.7', 100)).status).toBe(200);
});

test('a switch limits everybody, or nobody', async () => {
  expect((await limited(true).last(METRICS, '127.0.0.1', 61)).status).toBe(429);
  expect((await limited(false).last(METRICS, '10.0.0.7', 100)).status).toBe(200);
});

test('an address holds at most ten log streams, and may open another when one closes', async () => {
  const { ask } = limited('foreign');
  const open = [];
  for (let i = 0; i < 10; i++) open.push(await ask('/api/runs/a/logs/ws', '10.0.0.7'));
  expect((await ask('/api/runs/a/logs/ws', '10.0.0.7')).status).toBe(429);
  expect((await ask('/api/runs/a/logs/ws', '10.0.0.9')).status).toBe(200);
  open[0]?.socket.emit('close');
  expect((await ask('/api/runs/a/logs/ws', '10.0.0.7')).status).toBe(200);
});
