import { expect, test, vi } from 'vitest';
import { until } from '../../server/testing/runServer.ts';
import { RunExistsError, ServerError } from './errors.ts';
import { Outbox } from './outbox.ts';
import { Reporter } from './reporter.ts';
import { settingsOf } from './settings.ts';
import { IngestServer } from './testing/ingestServer.ts';
import { openRun } from './testing/openRun.ts';

// Processes and threads are started here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

/** The least that is a PNG. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('events arrive in their order, with ids that count and the facts of the run', async () => {
  await using server = await new IngestServer().start();
  const options = { server: server.url, runName: 'a', projectName: 'p', config: { lr: 0.1 }, tags: ['t'] };
  const { run } = await openRun(options, { session: 'session-1' });
  for (const i of numbers(500)) run.log('x', i);
  expect(await run.flush()).toBe(true);
  expect(server.values()).toEqual(numbers(500));
  expect(server.events.map(({ event_id }) => event_id)).toEqual(numbers(500).map((i) => `session-1:${i + 1}`));
  await run.close();
  expect(server.runs.get('a')?.start).toMatchObject({ project: 'p', meta: { config: { lr: 0.1 }, tags: ['t'] } });
  expect(server.patches.at(-1)).toEqual({ status: 'finished', exit_reason: null });
});

test('lost replies neither lose nor repeat nor reorder', async () => {
  await using server = await new IngestServer().start();
  server.faults.lost = 0.3;
  const { run } = await openRun({ server: server.url, errorStrategy: 'Silent' });
  for (const i of numbers(3000)) {
    run.log('x', i);
    if (i % 500 === 0) await run.flush(1);
  }
  expect(await run.flush()).toBe(true);
  expect(server.values()).toEqual(numbers(3000));
  await run.close();
});

test('a server that is killed and comes back gets everything once', async () => {
  await using server = await new IngestServer().start();
  const { run } = await openRun({ server: server.url, errorStrategy: 'Silent' });
  run.log('x', 0);
  expect(await run.flush()).toBe(true);
  await server.stop();
  for (let i = 1; i < 200; i++) run.log('x', i);
  expect(await run.flush(300)).toBe(false);
  await server.start();
  expect(await run.flush()).toBe(true);
  expect(server.values()).toEqual(numbers(200));
  await run.close();
});

test('a server error is repeated, and a refused item takes nothing else down', async () => {
  await using server = await new IngestServer().start();
  server.faults.rejectNames = new Set(['bad']);
  const { run, dropped, reporter } = await openRun({ server: server.url, errorStrategy: 'Silent' });
  server.faults.statuses = [500, 503, 429];
  run.log('x', 1);
  run.log('bad', 2, { labels: { a: 'b' } });
  run.log('x', 3);
  expect(await run.flush()).toBe(true);
  expect(server.values()).toEqual([1, 3]);
  expect(dropped()).toEqual({ 'refused by the server': 1 });
  expect(reporter.lastFailure).toBe('the server refuses an event: data.name: not this name');
  await run.close();
});

test('a batch that is too large is halved', async () => {
  await using server = await new IngestServer().start();
  server.faults.mostItems = 10;
  const { run } = await openRun({ server: server.url });
  server.faults.hangs = true;
  for (const i of numbers(100)) run.log('x', i);
  server.release();
  expect(await run.flush()).toBe(true);
  expect(server.values()).toEqual(numbers(100));
  await run.close();
});

test('console text joins into few events and keeps its order', async () => {
  await using server = await new IngestServer().start();
  const { run, sink } = await openRun({ server: server.url });
  run.log('x', 1);
  for (const i of numbers(100)) sink.appendLog(`line ${i}\n`, 0, 1);
  run.log('x', 2);
  expect(await run.flush()).toBe(true);
  const texts = server.events.filter(({ type }) => type === 'log').map(({ data }) => data.text);
  expect(texts.join('')).toBe(
    numbers(100)
      .map((i) => `line ${i}\n`)
      .join(''),
  );
  expect(texts.length).toBeLessThanOrEqual(5);
  expect(server.events.at(-1)?.data.x).toBe(2);
  await run.close();
});

test('images go beside metrics when there is a worker for them', async () => {
  await using server = await new IngestServer().start();
  server.faults.imagesHang = true;
  const { run } = await openRun({ server: server.url, numDispatchWorkers: 2 });
  expect(run.logImage('img', PIXEL, { caption: 'c' })).toBeNull();
  run.log('x', 1);
  await until(
    async () => server.values(),
    (values) => values.length === 1,
  );
  expect(server.held).toBe(1);
  server.release();
  expect(await run.flush()).toBe(true);
  expect(server.events[1]).toMatchObject({ type: 'image', data: { key: 'img', step: null, caption: 'c' } });
  expect(Buffer.from(server.events[1]?.data.content, 'base64')).toEqual(PIXEL);
  expect(run.logImage('big', Buffer.concat([PIXEL, Buffer.alloc(12 * 1024 * 1024)]))).toBeNull();
  expect(run.dropped).toBe(1);
  await run.close();
});

test('one worker sends one thing after another', async () => {
  await using server = await new IngestServer().start();
  server.faults.imagesHang = true;
  const { run } = await openRun({ server: server.url, numDispatchWorkers: 1 });
  run.logImage('img', PIXEL);
  await until(
    async () => server.held,
    (held) => held === 1,
  );
  run.log('x', 1);
  expect(await run.flush(200)).toBe(false);
  expect(server.values()).toEqual([]);
  server.release();
  expect(await run.flush()).toBe(true);
  await run.close();
});

test('a resume goes on behind the server’s steps, and "Never" is refused', async () => {
  await using server = await new IngestServer().start();
  const options = { server: server.url, runName: 'a' };
  await (await openRun(options)).run.close();
  server.faults.lastSteps = [
    { name: 'x', scale: 'ML_STEP', labels: {}, step: 41 },
    { name: 'x', scale: 'ML_STEP', labels: { b: '2', a: '1' }, step: 7 },
  ];
  const { run } = await openRun(options);
  expect(run.resumed).toBe(true);
  run.log('x', 1);
  run.log('x', 1, { labels: { a: 1, b: 2 } });
  await run.close();
  expect(server.events.map(({ data }) => data.global_step ?? data.step)).toEqual([42, 8]);
  await expect(openRun({ ...options, resumeStrategy: 'Never' })).rejects.toThrow(RunExistsError);
  await expect(openRun({ ...options, resumeStrategy: 'Never' })).rejects.toThrow('runName="a" exists');
});

test('a lost reply to the start is asked for again, and makes one run', async () => {
  await using server = await new IngestServer().start();
  server.faults.lost = 1;
  const opened = openRun({ server: server.url, runName: 'a', resumeStrategy: 'Never' });
  await until(
    async () => server.requests.length,
    (count) => count === 1,
  );
  server.faults.lost = 0;
  const { run } = await opened;
  expect([run.resumed, server.runs.size]).toEqual([false, 1]);
  await run.close();
});

test('a key is sent, a wrong one is an error at once, and so is an address without a server', async () => {
  await using server = await new IngestServer().start();
  server.faults.key = 'secret';
  const refused = openRun({ server: server.url, apiKey: 'wrong' });
  await expect(refused).rejects.toThrow(ServerError);
  await expect(refused).rejects.toThrow(/answers 401: this server needs a key/);
  const { run } = await openRun({ server: `${server.url}/tools/stepwell/`, apiKey: 'secret' });
  expect(server.requests.at(-1)?.path).toBe('/tools/stepwell/api/ingest/runs');
  expect(run.place).toBe(`${server.url}/tools/stepwell/r/id-0`);
  await run.close();
  await server.stop();
  await expect(openRun({ server: server.url })).rejects.toThrow(`no Stepwell server answers at ${server.url}`);
});

test('memory stays bounded while a server hangs', async () => {
  await using server = await new IngestServer().start();
  const { run, dropped } = await openRun({ server: server.url, eventQueueMaxSize: 1000, closeStrategy: 'Immediate' });
  server.faults.hangs = true;
  run.log('x', 0);
  await until(
    async () => server.held,
    (held) => held === 1,
  );
  for (const i of numbers(200_000)) run.log('x', i);
  expect(dropped()).toEqual({ 'queue full': 199_000 });
  server.release();
  await run.close();
  expect(run.dropped + server.values().length).toBeGreaterThanOrEqual(200_001);
});

test('a thread that dies is a failure that is said, and what it had is counted', async () => {
  const { delivery } = settingsOf({ server: 'http://127.0.0.1:9' }, {});
  if (delivery === null) throw new Error('there is a server');
  const reporter = new Reporter('Silent', 'Off', 0);
  const thread = new URL('data:text/javascript,throw new Error("out of memory")');
  const outbox = new Outbox({ delivery, path: '/x' }, 'DropNew', reporter, () => 'id', thread);
  for (const i of numbers(5)) outbox.put({ head: `{"ts":${i},"type":"metrics"`, tail: ',"data":{}}' });
  expect(await outbox.flush(null)).toBe(false);
  expect((await outbox.deliver(1, false)).pending).toMatchObject({ metrics: 0, failures: 0 });
  await outbox.close('CompleteAll', 'finished', null);
  expect(reporter.lastFailure).toBe('the thread that sends has ended: out of memory');
  expect(Object.fromEntries(reporter.dropped)).toEqual({ 'not delivered': 5 });
});
