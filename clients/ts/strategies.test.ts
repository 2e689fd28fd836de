import { expect, test, vi } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { DeliveryError, EventQueueFullError, InvalidMetricError, MetranaEventQueueFullError } from './errors.ts';
import type { RunOptions } from './settings.ts';
import { IngestServer } from './testing/ingestServer.ts';
import { openRun } from './testing/openRun.ts';
import { points, readLines } from './testing/runFiles.ts';

// Processes and threads are started here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

/** What `work` writes to stderr. */
async function said(work: () => Promise<unknown> | unknown): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await work();
  } finally {
    write.mockRestore();
  }
  return text;
}

/** A server that hangs with one event in flight, and room for three more. */
async function stalled(server: IngestServer, options: RunOptions) {
  const more: RunOptions = { server: server.url, errorStrategy: 'Silent', eventQueueMaxSize: 3, ...options };
  const open = await openRun(more, {}, { ingestTimeout: 50_000 });
  server.faults.hangs = true;
  open.run.log('x', 0);
  await until(
    async () => server.held,
    (held) => held === 1,
  );
  return open;
}

test('"DropNew" drops what finds no room, and counts and says it', async () => {
  await using server = await new IngestServer().start();
  const { run, dropped } = await stalled(server, { logLevel: 'Warn' });
  for (let i = 1; i < 10; i++) run.log('x', i);
  server.release();
  expect(await run.flush()).toBe(true);
  expect(server.values()).toEqual([0, 1, 2, 3]);
  expect(dropped()).toEqual({ 'queue full': 6 });
  expect(await said(() => run.close())).toContain('6 events were not written (queue full: 6)');
});

test('"Block" waits for room without a turn of the loop, and loses nothing', async () => {
  await using root = tempRoot();
  // A server in this very thread could not answer while a call waits for it.
  await using server = await runServer([root.path]);
  const options = { server: server.url, backpressureStrategy: 'Block', eventQueueMaxSize: 3 } as const;
  const { run, dropped } = await openRun(options, {}, { flushDelay: 0 });
  for (let i = 0; i < 100; i++) run.log('x', i);
  await run.close();
  expect(dropped()).toEqual({});
  const [row] = (await (await fetch(new URL('api/runs', server.url))).json()) as object[];
  expect(row).toMatchObject({ status: 'finished', points: 100, last_step: 99 });
});

test('"Raise" throws the error of both names, and counts', async () => {
  await using server = await new IngestServer().start();
  const { run, dropped } = await stalled(server, { backpressureStrategy: 'Raise' });
  for (let i = 1; i < 4; i++) run.log('x', i);
  expect(() => run.log('x', 4)).toThrow(EventQueueFullError);
  expect(() => run.log('x', 4)).toThrow(/full \(3 events.*STEPWELL_EVENT_QUEUE_MAX_SIZE/);
  expect(MetranaEventQueueFullError).toBe(EventQueueFullError);
  expect(dropped()).toEqual({ 'queue full': 2 });
  server.release();
  await run.close();
});

test('an unbounded queue takes everything, and the dispatch queue bounds a request', async () => {
  await using server = await new IngestServer().start();
  const env = { STEPWELL_EVENT_QUEUE_MAX_SIZE: '0', STEPWELL_DISPATCH_QUEUE_MAX_SIZE: '10' };
  const { run } = await openRun({ server: server.url }, {}, {}, env);
  server.faults.mostItems = 10;
  for (let i = 0; i < 500; i++) run.log('x', i);
  expect(await run.flush()).toBe(true);
  expect(server.values()).toEqual(Array.from({ length: 500 }, (_, i) => i));
  expect(server.requests.some(({ status }) => status === 413)).toBe(false);
  await run.close();
});

test('console text never blocks or throws', async () => {
  await using server = await new IngestServer().start();
  const { run, sink, dropped } = await stalled(server, { backpressureStrategy: 'Raise' });
  for (let i = 1; i < 4; i++) run.log('x', i);
  sink.appendLog('text\n', 1, 1);
  expect(dropped()).toEqual({ 'console output': 1 });
  server.release();
  await run.close();
});

test('"Silent" says nothing and counts', async () => {
  await using root = tempRoot();
  const { run } = await openRun({ root: root.path, errorStrategy: 'Silent', logLevel: 'Warn' });
  expect(await said(() => run.log('x', 'text' as never))).toBe('');
  expect(await said(() => run.close())).toContain('1 event was not written (cannot be logged: 1)');
});

test('"Warn" says each thing once and goes on', async () => {
  await using root = tempRoot();
  const { run, dropped } = await openRun({ root: root.path, logLevel: 'Warn' });
  const told = await said(() => {
    for (let i = 0; i < 100; i++) run.log('x', 'text' as never);
    run.log('x', 1);
  });
  expect(told.match(/metric "x": a value is a number, not the text "text"/g)).toHaveLength(1);
  expect(dropped()).toEqual({ 'cannot be logged': 100 });
  expect(points(readLines(run.place), 'x')).toEqual([[0, 1]]);
  const flood = await said(() => {
    for (let i = 0; i < 1000; i++) run.log('x', `text ${i}` as never);
  });
  expect(flood.trimEnd().split('\n')).toHaveLength(20);
  await said(() => run.close());
});

test('"RaiseOnLog" throws at the call that cannot be logged, and at the next one after a failed delivery', async () => {
  await using root = tempRoot();
  await using server = await new IngestServer().start();
  const local = await openRun({ root: root.path, errorStrategy: 'RaiseOnLog' });
  expect(() => local.run.log('x', 'text' as never)).toThrow(InvalidMetricError);
  local.run.log('x', 1);
  await local.run.close();
  const { run } = await openRun({ server: server.url, errorStrategy: 'RaiseOnLog' });
  server.faults.statuses = [500];
  run.log('x', 1);
  expect(await run.flush()).toBe(true);
  expect(() => run.log('x', 2)).toThrow(/answers 500: ordered by the test/);
  run.log('x', 3);
  await run.close();
  expect(server.values()).toEqual([1, 2, 3]);
});

test('"RaiseOnClose" rejects once everything is closed, with as many failures as the error queue keeps', async () => {
  await using root = tempRoot();
  const options = { root: root.path, errorStrategy: 'RaiseOnClose' } as const;
  const { run } = await openRun(options, {}, {}, { STEPWELL_ERROR_QUEUE_MAX_SIZE: '2' });
  for (const name of ['a', 'b', 'c', 'd']) run.log(name, null as never);
  const error = await run.close().catch((reason: Error) => reason);
  expect(error).toBeInstanceOf(DeliveryError);
  expect((error as Error).message).toMatch(/metric "b".*and 2 more/);
  expect((error as Error).message).not.toContain('metric "c"');
  expect(run.closed).toBe(true);
  const clean = await openRun(options);
  clean.run.log('x', 1);
  await clean.run.close();
});

test('a bad call throws nothing by default, whatever is wrong with it', async () => {
  await using root = tempRoot();
  const { run, dropped } = await openRun({ root: root.path });
  const calls: unknown[][] = [
    [{ x: 1 }, 2],
    ['x', {}],
    ['x'],
    [null, 1],
    [3, 1],
    ['', 1],
    ['x', true],
    ['x', 1, { scale: 3 }],
    ['x', 1, { step: 'a' }],
    ['x', 1, { step: 1.5 }],
    ['x', 1, { labels: 'labels' }],
    ['x', 1, { timestamp: 'now' }],
  ];
  for (const call of calls) Reflect.apply(run.log, run, call);
  expect(dropped()).toEqual({ 'cannot be logged': calls.length });
  await run.close();
});

/** One request of at most five events hangs; twenty events wait behind it. */
async function backlog(server: IngestServer, closeStrategy: 'Immediate' | 'CompletePending' | 'CompleteAll') {
  const options = { server: server.url, closeStrategy, errorStrategy: 'Silent' } as const;
  const open = await openRun(options, {}, { dispatchQueueSize: 5 });
  server.faults.hangs = true;
  open.run.log('x', 0);
  await until(
    async () => server.held,
    (held) => held === 1,
  );
  for (let i = 1; i <= 20; i++) open.run.log('x', i);
  return open;
}

test('"Immediate" discards what waits and does not wait for answers', async () => {
  await using server = await new IngestServer().start();
  const { run, dropped } = await backlog(server, 'Immediate');
  const closed = run.close();
  // Waiting for the answer would hang here: only the run's status may be answered.
  await until(
    async () => server.held,
    (held) => held === 2,
  );
  server.release();
  await closed;
  expect(dropped()).toEqual({ 'not awaited on close': 21 });
});

test('"CompletePending" finishes what is under way and one request more', async () => {
  await using server = await new IngestServer().start();
  const { run, dropped } = await backlog(server, 'CompletePending');
  const closed = run.close();
  server.release();
  await closed;
  expect(dropped()).toEqual({ 'discarded on close': 15 });
  expect(server.values()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(server.statuses).toEqual(['finished']);
});

test('"CompleteAll" delivers everything, over a restart too', async () => {
  await using server = await new IngestServer().start();
  const { run, dropped } = await backlog(server, 'CompleteAll');
  await server.stop();
  const closed = run.close();
  server.release();
  await server.start();
  await closed;
  expect(server.values()).toEqual(Array.from({ length: 21 }, (_, i) => i));
  expect(dropped()).toEqual({});
});

test.each(['Immediate', 'CompletePending', 'CompleteAll'] as const)(
  '"%s" ends when the server is gone, and counts what is lost',
  async (closeStrategy) => {
    await using server = await new IngestServer().start();
    const options = { server: server.url, closeStrategy, errorStrategy: 'Silent' } as const;
    const { run } = await openRun(options, {}, { timeout: 300, closePatience: 500 });
    await server.stop();
    for (let i = 0; i < 50; i++) run.log('x', i);
    await run.close();
    expect(run.dropped).toBe(50);
  },
);

test('a run that is closed at once loses nothing by default', async () => {
  await using server = await new IngestServer().start();
  const { run, dropped } = await openRun({ server: server.url });
  run.log('x', 1);
  await run.close();
  expect([server.values(), dropped()]).toEqual([[1], {}]);
});
