import { afterEach, expect, test, vi } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { Collector, FolderNotFoundError } from './client.ts';
import { Client } from './query.ts';
import { openRun } from './testing/openRun.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
const QUIET = { STEPWELL_LOG_LEVEL: 'Off' };

afterEach(() => vi.unstubAllEnvs());

test('a server that is killed again and again has every event once in the end', { timeout: 180_000 }, async () => {
  await using root = tempRoot();
  let server = await runServer([root.path]);
  const { origin, port } = new URL(server.url);
  const options = {
    server: origin,
    projectName: 'p',
    runName: 'r',
    closeStrategy: 'CompleteAll',
    errorStrategy: 'Silent',
  } as const;
  const { run, dropped } = await openRun(options, {}, { dispatchQueueSize: 500 }, QUIET);
  const asked = new Client({ server: origin });
  let logged = 0;
  for (let round = 0; round < 4; round++) {
    for (const end = logged + 5_000; logged < end; logged++) run.log('x', logged);
    // Some of it is there, and some is on its way.
    await until(
      () => asked.getStatistics('p', { runId: run.id }).then(([row]) => row?.count ?? 0),
      (count) => count > logged - 5_000,
    );
    server.process.kill('SIGKILL');
    await new Promise((resolve) => server.process.once('exit', resolve));
    server = await runServer([root.path], { args: ['--port', port] });
  }
  await run.close();
  expect(dropped()).toEqual({});
  const rows = await asked.getRawMetrics('p', { runId: run.id, metricName: 'x' });
  expect(rows.map(({ value }) => value)).toEqual(Array.from({ length: logged }, (_, i) => i));
  await server[Symbol.asyncDispose]();
});

test('images, console text, summary and annotations arrive, and a resume goes on behind the steps', async () => {
  await using root = tempRoot();
  await using server = await runServer([root.path]);
  const options = { server: server.url, projectName: 'p', runName: 'r' };
  const { run, sink } = await openRun(options, {}, {}, QUIET);
  run.log({ loss: 0.5 });
  run.logImage('sample', PIXEL, { step: 0, caption: 'first' });
  run.annotate('note', { step: 0 });
  sink.appendLog('printed\n', 0, Date.now() / 1000);
  run.summary({ done: true });
  await run.close('failed', 'Error: why');
  const get = async (path: string): Promise<unknown> =>
    (await fetch(new URL(`api/runs/${run.id}${path}`, server.url))).json();
  expect(await get('')).toMatchObject({
    status: 'failed',
    exit_reason: 'Error: why',
    summary: { done: true },
    points: 1,
  });
  const [image] = (await get('/images')) as { path: string }[];
  expect(image).toMatchObject({ key: 'sample', step: 0, caption: 'first', exists: true });
  const bytes = await fetch(new URL(`api/runs/${run.id}/media/${image?.path.replace('media/', '')}`, server.url));
  expect(Buffer.from(await bytes.arrayBuffer())).toEqual(PIXEL);
  expect(await get('/annotations')).toMatchObject([{ text: 'note', step: 0 }]);
  expect(JSON.stringify(await get('/logs?from=1&count=10'))).toContain('printed');
  const again = await openRun(options, {}, {}, QUIET);
  again.run.log({ loss: 0.25 });
  await again.run.close();
  expect([again.run.resumed, again.run.id]).toEqual([true, run.id]);
  const points = await new Client({ server: server.url }).getMetrics('p', { runId: run.id });
  expect(points.map(({ step, value }) => [step, value])).toEqual([
    [0, 0.5],
    [1, 0.25],
  ]);
});

test('a collector makes and finds folders on a server, by path and id, and its experiments lie there', async () => {
  await using root = tempRoot();
  await using server = await runServer([root.path]);
  vi.stubEnv('STEPWELL_LOG_LEVEL', 'Off');
  const collector = new Collector(null, { host: server.url });
  const made = await collector.makeFolder('/team/digits');
  expect(await collector.folder('team/digits/')).toEqual(made);
  const local = await new Collector(null, { root: root.path }).folder('/team/digits');
  expect([local.id, local.path]).toEqual([made.id, made.path]);
  await expect(collector.experiment('a', { folderPath: '/nowhere' })).rejects.toThrow(FolderNotFoundError);
  const byPath = await collector.experiment('a', { folderPath: '/team/digits', meta: { lr: 1 } });
  byPath.metric('loss', 0.5, { step: null, metadata: { split: 'train' }, timestamp: 1_700_000_000 });
  await byPath.run(() => byPath.metric('loss', 0.25, { step: 1 }));
  await byPath.flushOrRaise();
  const byId = await collector.experiment('a', { folderId: made.id });
  expect([byId.id, byId.resumed]).toEqual([byPath.id, true]);
  const row = (await (await fetch(new URL(`api/runs/${byPath.id}`, server.url))).json()) as object;
  expect(row).toMatchObject({
    path: 'team/digits',
    key: 'a',
    points: 2,
    config: { lr: 1 },
    counters: { stepless_points: 1 },
  });
});
