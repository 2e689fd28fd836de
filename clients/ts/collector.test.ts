import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import {
  AmbiguousFolderError,
  Collector,
  type CollectorOptions,
  DeliveryError,
  FolderNotFoundError,
  InvalidMetricError,
  JsonlCollector,
  NoopCollector,
  OptionError,
  UnknownOptionError,
} from './client.ts';
import { IngestServer } from './testing/ingestServer.ts';
import { readLines, readObject, runFolders } from './testing/runFiles.ts';
import { runScript } from './testing/runScript.ts';

// Processes and threads are started here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

beforeEach(() => {
  vi.stubEnv('STEPWELL_ROOT', undefined);
  vi.stubEnv('STEPWELL_LOG_LEVEL', 'Off');
});

afterEach(() => vi.unstubAllEnvs());

/** What `work` writes to stderr. */
async function said(work: () => Promise<unknown>): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  await work().finally(() => write.mockRestore());
  return text;
}

test('an experiment is a run folder whose meta is its config; the same name is continued', async () => {
  await using root = tempRoot();
  const collector = new Collector(null, { root: root.path });
  const first = await collector.experiment('mamba', { description: 'why', meta: { config: { lr: 1e-3 } } });
  expect([join(first.place, '..'), first.name, first.resumed]).toEqual([join(root.path, 'default'), 'mamba', false]);
  expect(readObject(first.place, 'meta.json')).toMatchObject({
    key: 'mamba',
    description: 'why',
    config: { config: { lr: 1e-3 } },
  });
  first.metric('loss', 0.5, { step: 3 });
  expect(readLines(first.place)).toHaveLength(1);
  const second = await collector.experiment('mamba', { meta: { more: 1 } });
  second.metric('loss', 0.25, { step: 4 });
  expect([second.id, second.resumed]).toEqual([first.id, true]);
  expect(readLines(first.place).map(({ data }) => data.step)).toEqual([3, 4]);
  expect((await second.flush()).ok).toBe(true);
});

test('start and done say what became of it, and take events all the same', async () => {
  await using root = tempRoot();
  const experiment = await new Collector(null, { root: root.path }).experiment('run');
  const status = () => readObject(experiment.place, 'status.json');
  experiment.start();
  expect(status().status).toBe('running');
  experiment.done();
  expect(status()).toMatchObject({ status: 'finished', exit_reason: null });
  await experiment.flushOrRaise();
  experiment.metric('late', 1, { step: 0 });
  experiment.start();
  expect(status()).toMatchObject({ status: 'running', ended_at: null });
  expect(readLines(experiment.place)).toHaveLength(1);
});

test('numbers of any kind are taken; what is not finite is refused by name', async () => {
  await using root = tempRoot();
  const experiment = await new Collector(null, { root: root.path }).experiment('run');
  for (const value of [1, 0.5, 2n ** 70n, new Float32Array([0.25])])
    experiment.metric('x', value as number, { step: null });
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 10n ** 400n])
    expect(() => experiment.metric('x', value, { step: 1 })).toThrow(/metric "x": value must be a finite number, not/);
  expect(() => experiment.metric('x', '0.5' as never, { step: 1 })).toThrow(InvalidMetricError);
  expect(() => experiment.metric('x', 1, {} as never)).toThrow('step is required; step: null');
  expect(() => Reflect.apply(experiment.metric, experiment, ['x', 1])).toThrow('step is required');
  expect(readLines(experiment.place).map(({ data }) => data.value)).toEqual([1, 0.5, 2 ** 70, 0.25]);
});

test('the body of run ends the run as it ended, and its value or error passes', async () => {
  await using root = tempRoot();
  const experiment = await new Collector(null, { root: root.path }).experiment('run');
  const status = () => readObject(experiment.place, 'status.json');
  const value = await experiment.run(async (inner) => {
    expect([inner, status().status]).toEqual([experiment, 'running']);
    return 7;
  });
  expect([value, status().status]).toEqual([7, 'finished']);
  const error = new RangeError('broken');
  await expect(experiment.run(() => Promise.reject(error))).rejects.toBe(error);
  expect(status()).toMatchObject({ status: 'failed', exit_reason: 'RangeError: broken' });
  await expect(
    experiment.run(() => {
      throw error;
    }),
  ).rejects.toBe(error);
});

const SCRIPT = `
const experiment = await new stepwell.Collector(null, args[0].startsWith('http') ? { host: args[0] } : { root: args[0] }).experiment('run');
`;

test.each([
  ['true', 'interrupted'],
  ['false', 'running'],
])('a signal within run with installHooks %s leaves it %s', async (installHooks, status) => {
  await using root = tempRoot();
  const body = `() => { console.log('ready'); return new Promise((resolve) => setTimeout(resolve, 60_000)); }`;
  const script = runScript(`${SCRIPT}await experiment.run(${body}, { installHooks: ${installHooks} });`, [root.path]);
  await script.printed('ready');
  script.process.kill('SIGTERM');
  expect((await script.ended).signal).toBe('SIGTERM');
  expect(readObject(runFolders(root.path)[0] ?? '', 'status.json').status).toBe(status);
});

test('a process that exits within run has said so to the server, and sent what waited', async () => {
  await using server = await new IngestServer().start();
  const code = `${SCRIPT}await experiment.run(() => { experiment.metric('x', 1, { step: 0 }); process.exit(3); });`;
  const script = runScript(code, [server.url]);
  expect((await script.ended).code, script.err()).toBe(3);
  expect(server.events).toHaveLength(1);
  expect(server.patches.at(-1)).toMatchObject({ status: 'failed', exit_reason: 'exit code 3' });
});

test('many experiments at once share one listener, and a signal ends all of them', async () => {
  await using root = tempRoot();
  const code = `
    const collector = new stepwell.Collector(null, { root: args[0] });
    await stepwell.init({ root: args[0], projectName: 'init', systemMetrics: false });
    let begun = 0;
    await Promise.all(Array.from({ length: 12 }, async (_, i) => {
      const experiment = await collector.experiment('run-' + i);
      await experiment.run(() => {
        experiment.metric('x', i, { step: 0 });
        if (++begun === 12) console.log('ready');
        return new Promise((resolve) => setTimeout(resolve, 600_000));
      });
    }));`;
  const script = runScript(code, [root.path], { STEPWELL_LOG_LEVEL: 'Off' });
  await script.printed('ready');
  script.process.kill('SIGTERM');
  expect((await script.ended).signal).toBe('SIGTERM');
  const statuses = runFolders(root.path).map((folder) => readObject(folder, 'status.json').status);
  expect([statuses.length, new Set(statuses)]).toEqual([13, new Set(['interrupted'])]);
  expect(script.err()).toBe('');
});

test('what nobody flushed is tried once more as the process ends', async () => {
  await using server = await new IngestServer().start();
  const code = `${SCRIPT}for (let step = 0; step < 10; step++) experiment.metric('x', 1, { step }); experiment.done();`;
  const script = runScript(code, [server.url]);
  expect((await script.ended).code, script.err()).toBe(0);
  expect(server.events).toHaveLength(10);
  expect(server.statuses).toEqual(['finished']);
});

test('without host nothing is sent, with it everything; the key goes along', async () => {
  await using root = tempRoot();
  await using server = await new IngestServer().start();
  server.faults.key = 'ak_org_1';
  vi.stubEnv('STEPWELL_SERVER', server.url);
  await new Collector('ak_org_1', { root: root.path }).experiment('local');
  expect(server.requests).toEqual([]);
  await expect(new Collector('wrong', { host: server.url }).experiment('a')).rejects.toThrow('401');
  const experiment = await new Collector('ak_org_1', { host: server.url }).experiment('a', {
    description: 'why',
    meta: { lr: 1 },
  });
  experiment.metric('x', 1, { step: 0 });
  await experiment.flushOrRaise();
  expect(server.runs.get('a')?.start.meta).toMatchObject({ description: 'why', config: { lr: 1 } });
  expect(server.events).toHaveLength(1);
  vi.stubEnv('STEPWELL_API_KEY', 'ak_org_1');
  await new Collector(undefined, { host: server.url }).experiment('b');
});

test('an id stays the same over retries, so that nothing is twice', async () => {
  await using server = await new IngestServer().start();
  const experiment = await new Collector('k', { host: server.url, flushDelaySeconds: 0 }).experiment('a');
  server.faults.lost = 0.5;
  for (let step = 0; step < 300; step++) {
    experiment.metric('x', step, { step });
    if (step % 100 === 0) await experiment.flush();
  }
  experiment.annotation('end');
  await experiment.flushOrRaise({ retries: 50 });
  expect(server.events.map(({ event_id }) => Number(event_id.split(':')[1]))).toEqual(
    Array.from({ length: 301 }, (_, i) => i + 1),
  );
  expect(server.requests.length).toBeGreaterThan(4);
});

test('flush makes one attempt and says what is left; flushOrRaise makes as many more as it is told', async () => {
  await using server = await new IngestServer().start();
  const experiment = await new Collector('k', { host: server.url, flushDelaySeconds: 60 }).experiment('a');
  server.faults.status = 500;
  experiment.metric('x', 1, { step: 0 });
  experiment.annotation('note');
  experiment.done();
  const attempts = () => server.requests.filter(({ path }) => path.endsWith('/events')).length;
  const result = await experiment.flush();
  expect(result).toMatchObject({
    ok: false,
    delivered: false,
    pendingMetrics: 1,
    pendingAnnotations: 1,
    pendingStatus: true,
  });
  expect([result.retryableFailures, result.dropped, result.failed, attempts()]).toEqual([1, 0, 0, 1]);
  expect(String(result)).toBe('1 metric pending, 1 annotation pending, the status pending');
  await expect(experiment.flushOrRaise({ retries: 1 })).rejects.toThrow(DeliveryError);
  expect(attempts()).toBeGreaterThanOrEqual(3);
  server.faults.status = null;
  await experiment.flushOrRaise({ retries: 0 });
  expect(String(await experiment.flush())).toBe('everything delivered');
  expect([server.events.length, server.statuses]).toEqual([2, ['finished']]);
});

test('done does not flush; run does, warns, keeps what waits and spends no budget of later flushes', async () => {
  await using server = await new IngestServer().start();
  vi.stubEnv('STEPWELL_LOG_LEVEL', 'Warn');
  const options = { host: server.url, flushDelaySeconds: 60, maxRetries: 1 };
  const experiment = await new Collector('k', options).experiment('a');
  server.faults.status = 503;
  const told = await said(() =>
    experiment.run(() => experiment.metric('x', 1, { step: 0 }), { flushRetries: 2, installHooks: false }),
  );
  expect(told).toContain('experiment a: 1 metric pending, the status pending; it stays queued');
  expect(server.requests.filter(({ path }) => path.endsWith('/events')).length).toBeGreaterThanOrEqual(3);
  server.faults.status = null;
  vi.stubEnv('STEPWELL_LOG_LEVEL', 'Off');
  await experiment.flushOrRaise();
  expect([server.events.length, server.statuses.at(-1)]).toEqual([1, 'finished']);
});

test('maxRetries gives a batch up and counts it; without it nothing is given up', async () => {
  await using server = await new IngestServer().start();
  const options = { host: server.url, flushDelaySeconds: 0 };
  const patient = await new Collector('k', options).experiment('patient');
  const hasty = await new Collector('k', { ...options, maxRetries: 0 }).experiment('hasty');
  server.faults.status = 500;
  patient.metric('x', 1, { step: 0 });
  hasty.metric('x', 2, { step: 0 });
  const result = await hasty.flush();
  expect([result.ok, result.delivered, result.failed, [...result.lost]]).toEqual([
    false,
    true,
    1,
    [['not delivered', 1]],
  ]);
  await expect(hasty.flushOrRaise()).rejects.toThrow(/experiment hasty: 1 lost \(not delivered\).*answers 500/);
  server.faults.status = null;
  await patient.flushOrRaise();
  expect(server.events.map(({ data }) => data.value)).toEqual([1]);
});

test('a full queue is counted and makes flushOrRaise raise', async () => {
  await using server = await new IngestServer().start();
  const experiment = await new Collector('k', { host: server.url, flushDelaySeconds: 60, maxQueueItems: 5 }).experiment(
    'a',
  );
  for (let step = 0; step < 7; step++) experiment.metric('x', 1, { step });
  experiment.annotation('no room');
  const result = await experiment.flush();
  expect([result.delivered, result.ok, result.dropped]).toEqual([true, false, 3]);
  await expect(experiment.flushOrRaise()).rejects.toThrow('3 lost (queue full)');
  expect(server.events).toHaveLength(5);
});

test('maxBatchItems bounds a request, flushDelaySeconds gathers', async () => {
  await using server = await new IngestServer().start();
  server.faults.mostItems = 3;
  const small = await new Collector('k', { host: server.url, maxBatchItems: 3, flushDelaySeconds: 0 }).experiment('a');
  for (let step = 0; step < 10; step++) small.metric('x', 1, { step });
  await small.flushOrRaise();
  expect(server.requests.some(({ status }) => status === 413)).toBe(false);
  expect(server.events).toHaveLength(10);
  server.faults.mostItems = 10_000;
  const events = () => server.requests.filter(({ path }) => path.endsWith('/events')).length;
  const before = events();
  const slow = await new Collector('k', { host: server.url, flushDelaySeconds: 1 }).experiment('b');
  for (let step = 0; step < 10; step++) slow.metric('x', 1, { step });
  await until(
    async () => server.events.length,
    (count) => count === 20,
  );
  expect(events() - before).toBe(1);
});

test('timeout bounds what creates and ends, ingestTimeout a batch', async () => {
  await using server = await new IngestServer().start();
  server.faults.hangs = true;
  const quick: CollectorOptions = { host: server.url, timeout: 0.05, ingestTimeout: 60, flushDelaySeconds: 0 };
  await expect(new Collector('k', quick).experiment('a')).rejects.toThrow('no answer in time');
  server.release();
  const experiment = await new Collector('k', {
    host: server.url,
    ingestTimeout: 0.05,
    flushDelaySeconds: 0,
  }).experiment('a');
  server.faults.hangs = true;
  experiment.metric('x', 1, { step: 0 });
  const result = await experiment.flush();
  expect([result.pendingMetrics, result.retryableFailures]).toEqual([1, 1]);
  server.release();
  await experiment.flushOrRaise();
});

test('a thread ends once everything is delivered, and comes back when it is needed', async () => {
  await using server = await new IngestServer().start();
  const experiment = await new Collector('k', { host: server.url, flushDelaySeconds: 0 }).experiment('a');
  for (let round = 0; round < 3; round++) {
    await experiment.run(() => experiment.metric('x', round, { step: round }), { installHooks: false });
    await experiment.flushOrRaise();
  }
  expect(server.events.map(({ event_id }) => event_id.split(':')[1])).toEqual(['1', '2', '3']);
  expect(server.statuses.at(-1)).toBe('finished');
});

test('folders: made, found by path and id; both at once, a missing and an ambiguous one are refused', async () => {
  await using root = tempRoot();
  const [first, second] = [join(root.path, 'a'), join(root.path, 'b')];
  vi.stubEnv('STEPWELL_ROOT', `${first}${delimiter}${second}`);
  const collector = new Collector();
  const made = await collector.makeFolder('/team/digits/');
  expect(made).toEqual({ id: made.id, path: 'team/digits', root: first });
  expect(await collector.folder('team//digits')).toEqual(made);
  const experiment = await collector.experiment('run', { folderPath: '/team/digits' });
  expect(join(experiment.place, '..')).toBe(join(first, 'team', 'digits'));
  expect((await collector.experiment('run', { folderId: made.id })).id).toBe(experiment.id);
  await new Collector(null, { root: second }).makeFolder('/team/digits');
  await expect(collector.experiment('run', { folderPath: '/team/digits' })).rejects.toThrow(AmbiguousFolderError);
  await expect(collector.experiment('run', { folderPath: '/nowhere' })).rejects.toThrow(FolderNotFoundError);
  await expect(collector.experiment('run', { folderPath: '/nowhere' })).rejects.toThrow('makeFolder("/nowhere")');
  await expect(collector.experiment('run', { folderPath: '/a', folderId: 'b' })).rejects.toThrow(
    'cannot both be given',
  );
  await expect(collector.experiment('run', { folderPath: '/' })).rejects.toThrow('folderPath="/"');
  await expect(collector.makeFolder('')).rejects.toThrow(OptionError);
});

test.each<[object, string]>([
  [{ host: '127.0.0.1' }, 'host="127.0.0.1"'],
  [{ host: 'http://a', root: 'b' }, 'root and host'],
  [{ timeout: 0 }, 'timeout=0 is not accepted: it is seconds'],
  [{ ingestTimeout: '60' }, 'ingestTimeout="60"'],
  [{ flushDelaySeconds: -1 }, 'flushDelaySeconds=-1'],
  [{ maxQueueItems: 0 }, 'maxQueueItems=0'],
  [{ maxBatchItems: 10_001 }, 'at most 10000'],
  [{ maxRetries: 1.5 }, 'maxRetries=1.5'],
])('%j is refused', (options, told) => {
  expect(() => new Collector('k', options)).toThrow(told);
});

test('an option that does not exist is named with those that do', async () => {
  expect(() => new Collector('k', { hots: 'http://a' } as never)).toThrow(UnknownOptionError);
  await expect(new NoopCollector().experiment('a', { mta: {} } as never)).rejects.toThrow('did you mean meta?');
  await expect(new NoopCollector().experiment('')).rejects.toThrow('name=""');
});

test('a file is continued under its own name, a torn line too, and holds no other experiment', async () => {
  await using root = tempRoot();
  const path = join(root.path, 'deep', 'run.jsonl');
  const first = await new JsonlCollector(path).experiment('run', { meta: { a: 1 } });
  expect([first.id, first.place, first.resumed]).toEqual(['run', path, false]);
  first.metric('x', 1, { step: 0 });
  root.write('deep/run.jsonl', `${readFileSync(path, 'utf8')}{"ts":1,"type":"met`);
  const second = await new JsonlCollector({ path }).experiment('run');
  second.metric('x', 2, { step: 1 });
  expect(second.resumed).toBe(true);
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  expect(lines.filter((line) => line.includes('"metric"'))).toHaveLength(2);
  expect(lines.filter((line) => line.endsWith('"met'))).toHaveLength(1);
  await expect(new JsonlCollector(path).experiment('other')).rejects.toThrow(
    'holds the run "run": give "other" a file',
  );
  const text = root.write('notes.jsonl', '{"type": "note"}\n');
  await expect(new JsonlCollector(text).experiment('a')).rejects.toThrow('something else than a run');
  expect(readFileSync(text, 'utf8')).toBe('{"type": "note"}\n');
  await expect(new JsonlCollector(join(text, 'x')).experiment('a')).rejects.toThrow('cannot be written');
});

test('nothing is written by a collector of nothing', async () => {
  await using root = tempRoot();
  vi.stubEnv('STEPWELL_ROOT', join(root.path, 'runs'));
  const experiment = await new NoopCollector().experiment('a', { folderPath: '/b' });
  await experiment.run(() => experiment.annotation('text'));
  expect((await experiment.flush()).ok).toBe(true);
  expect(existsSync(join(root.path, 'runs'))).toBe(false);
});
