import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runServer } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { testEngine } from '../../server/testing/testEngine.ts';
import { close, init, log, logRlEpisode, startRun } from './client.ts';
import { settingsOf } from './settings.ts';

const quiet = { STEPWELL_ERROR_MODES: 'Silent' };

test('the quick start writes a folder that the engine reads, and a second run of the name goes on', async () => {
  await using root = tempRoot();
  await expect(async () => log('loss', 1)).rejects.toThrow('log was called before init');
  for (let round = 0; round < 2; round++) {
    await init({ root: root.path, projectName: 'digits', runName: 'cnn', config: { lr: 3e-4 } });
    await expect(init()).rejects.toThrow('init was called before');
    for (let step = 0; step < 5; step++) log({ 'train/loss': 1 / (step + 1), 'train/acc': step });
    logRlEpisode('reward', Number.NaN, { rlStep: 3, envId: 'a' });
    await close();
  }
  await using tested = await testEngine(root.path);
  const listed = await tested.engine.runs({
    project: null,
    filter: 'config.lr < 1e-3',
    sort: null,
    limit: null,
    offset: 0,
  });
  if (!listed.ok) throw new Error(listed.failure.detail);
  expect(listed.value.rows).toMatchObject([
    { key: 'cnn', alias: 'cnn', project: 'digits', status: 'finished', points: 22 },
  ]);
  const rows = JSON.parse(await tested.table(listed.value.rows[0]?.id ?? '')).rows as { global_step: number }[];
  expect(rows.map((row) => row.global_step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('a killed process loses no call that had returned', async () => {
  await using root = tempRoot();
  const script = `
    import { writeSync } from 'node:fs';
    import { startRun } from ${JSON.stringify(new URL('../../dist/client/client.js', import.meta.url).href)};
    const run = await startRun({ root: ${JSON.stringify(root.path)} });
    for (let i = 0; ; i++) { run.log('x', i); writeSync(1, i + '\\n'); if (i === 2000) process.kill(process.pid, 'SIGKILL'); }`;
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(ended.signal).toBe('SIGKILL');
  const returned = Number(ended.stdout.trimEnd().split('\n').at(-1));
  const [name] = readdirSync(root.path, { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('events.jsonl'),
  );
  const lines = readFileSync(join(root.path, name ?? ''), 'utf8')
    .trimEnd()
    .split('\n');
  expect(JSON.parse(lines.at(-1) ?? '').data.x).toBeGreaterThanOrEqual(returned);
});

test('over HTTP the same calls reach the real server, once each', async () => {
  await using root = tempRoot();
  await using server = await runServer([root.path]);
  const run = await startRun({ server: server.url, projectName: 'p', runName: 'r', closeStrategy: 'CompleteAll' });
  for (let i = 0; i < 30_000; i++) run.log('loss', i);
  run.annotate('half way', { step: 15_000 });
  await run.summary({ best: 1 });
  await run.close();
  expect(run.dropped).toBe(0);
  const [row] = (await (await fetch(new URL('api/runs', server.url))).json()) as object[];
  expect(row).toMatchObject({ key: 'r', status: 'finished', points: 30_000, last_step: 29_999, summary: { best: 1 } });
});

/** A server that starts runs and answers events with what `answer` says. */
async function faulty(answer: (request: number) => number): Promise<{ url: string; server: Server; lines: string[] }> {
  const lines: string[] = [];
  let events = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const status = request.url?.endsWith('/events') === true ? answer(events++) : 200;
      if (status === 200 && request.url?.endsWith('/events') === true) lines.push(...body.split('\n'));
      const said = {
        id: 'r',
        path: 'p',
        resumed: false,
        last_steps: [],
        url: 'r/r',
        accepted: 0,
        duplicates: 0,
        rejected: [],
      };
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server, lines };
}

test('a server that fails for a while gets everything in order in the end, under the same ids', async () => {
  const { url, server, lines } = await faulty((request) => (request < 2 ? 500 : 200));
  const run = await startRun({ server: url, closeStrategy: 'CompleteAll' }, quiet);
  for (let i = 0; i < 100; i++) run.log('x', i);
  await run.close();
  server.close();
  const events = lines.map((line) => JSON.parse(line) as { event_id: string; data: { x: number } });
  expect(events.map((event) => event.data.x)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(new Set(events.map((event) => event.event_id)).size).toBe(100);
});

test('a full queue drops, raises or grows, as the strategy says; what is left at an immediate close is counted', async () => {
  const { url, server } = await faulty(() => 500);
  const options = { server: url, eventQueueMaxSize: 3, closeStrategy: 'Immediate' } as const;
  const dropping = await startRun(options, quiet);
  for (let i = 0; i < 5; i++) dropping.log('x', i);
  expect(dropping.dropped).toBe(2);
  await dropping.close();
  expect(dropping.dropped).toBe(5);
  const raising = await startRun({ ...options, backpressureStrategy: 'Raise' }, quiet);
  for (let i = 0; i < 3; i++) raising.log('x', i);
  expect(() => raising.log('x', 3)).toThrow('is full (3 events)');
  await raising.close();
  const growing = await startRun({ ...options, backpressureStrategy: 'Block' }, quiet);
  for (let i = 0; i < 5; i++) growing.log('x', i);
  expect(growing.dropped).toBe(0);
  await growing.close();
  server.close();
});

test('what cannot be logged is silent, or raised at the next call or at the end', async () => {
  await using root = tempRoot();
  const at = (errorStrategy: 'RaiseOnLog' | 'RaiseOnClose' | 'Silent') =>
    startRun({ root: root.path, errorStrategy }, {});
  const onLog = await at('RaiseOnLog');
  onLog.log('x', 'text' as never);
  expect(() => onLog.log('x', 1)).toThrow('a value is a number, not a string');
  await onLog.close();
  const onClose = await at('RaiseOnClose');
  onClose.log('x', null as never);
  await expect(onClose.close()).rejects.toThrow('not null');
  const silent = await at('Silent');
  silent.log('x', null as never);
  await silent.close();
  expect(silent.dropped).toBe(1);
});

test('an argument goes before the environment, STEPWELL_ before METRANA_, and what is wrong is named', () => {
  const env = {
    METRANA_CLOSE_STRATEGY: 'Immediate',
    METRANA_RESUME_STRATEGY: 'Never',
    STEPWELL_RESUME_STRATEGY: 'Allow',
  };
  expect(settingsOf({ closeStrategy: 'CompleteAll' }, env)).toMatchObject({ close: 'CompleteAll', resume: 'Allow' });
  expect(settingsOf({}, env)).toMatchObject({ close: 'Immediate', backpressure: 'DropNew', errors: 'Warn' });
  expect(() => settingsOf({}, { STEPWELL_ERROR_MODES: 'Loud' })).toThrow(
    'STEPWELL_ERROR_MODES="Loud": one of Silent, Warn, RaiseOnLog, RaiseOnClose',
  );
  expect(() => settingsOf({ name: 'x' } as never, {})).toThrow('init has no option name');
  expect(settingsOf({}, { METRANA_EVENT_QUEUE_MAX_SIZE: '0' }).queueSize).toBe(Number.POSITIVE_INFINITY);
  expect(() => settingsOf({}, { STEPWELL_EVENT_QUEUE_MAX_SIZE: 'many' })).toThrow('a whole number');
});

test('a run that must be new is refused where its name is taken', async () => {
  await using root = tempRoot();
  const options = { root: root.path, runName: 'one', resumeStrategy: 'Never' } as const;
  await (await startRun(options, quiet)).close();
  await expect(startRun(options, quiet)).rejects.toThrow('runName="one" exists');
});
