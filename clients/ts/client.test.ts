import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { testEngine } from '../../server/testing/testEngine.ts';
import * as stepwell from './client.ts';
import { IngestServer } from './testing/ingestServer.ts';
import { points, readLines, readObject } from './testing/runFiles.ts';

// Processes and threads are started here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

const QUIET = { captureConsole: false, systemMetrics: false, logLevel: 'Off' } as const;

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^(STEPWELL|METRANA)_/.test(name)) vi.stubEnv(name, undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  if (stepwell.currentRun() !== null) await stepwell.close();
});

test('before init and after close every call says what to call', async () => {
  await using root = tempRoot();
  const calls = [
    () => stepwell.log('loss', 0.5),
    () => stepwell.logRlStep('loss', 0.5),
    () => stepwell.logRlEpisode('loss', 0.5, { rlStep: 1 }),
    () => stepwell.logRlEnvironmentStep('loss', 0.5, { rlStep: 1 }),
    () => stepwell.annotate('text'),
    () => stepwell.summary({}),
    () => stepwell.setStage('a'),
    () => stepwell.setPrimaryMetric('a'),
    () => stepwell.logImage('a', 'a.png'),
  ];
  for (const call of calls) expect(call).toThrow(stepwell.NotInitializedError);
  await expect(stepwell.flush()).rejects.toThrow('call init(…) first');
  await expect(stepwell.close()).rejects.toThrow(stepwell.NotInitializedError);
  await stepwell.init({ root: root.path, ...QUIET });
  await stepwell.close();
  await stepwell.close();
  for (const call of calls) expect(call).toThrow('call init(…) first');
});

test('a second init is an error until close, even while the first is under way', async () => {
  await using root = tempRoot();
  const first = stepwell.init({ root: root.path, ...QUIET });
  await expect(stepwell.init({ root: root.path, ...QUIET })).rejects.toThrow(stepwell.AlreadyInitializedError);
  const run = await first;
  await expect(stepwell.init()).rejects.toThrow('call close() before the next one');
  expect(stepwell.currentRun()).toBe(run);
  await stepwell.close();
  expect(stepwell.currentRun()).toBeNull();
});

test('an unknown option is named with those that exist', async () => {
  await expect(stepwell.init({ projctName: 'x' } as never)).rejects.toThrow(
    /"projctName" \(did you mean projectName\?\).*runName/,
  );
  await expect(stepwell.startRun({ nothingLikeIt: 1 } as never)).rejects.toThrow(stepwell.UnknownOptionError);
});

test('names make the folder and meta.json, and the key stays out of it', async () => {
  await using root = tempRoot();
  const run = await stepwell.init({
    root: root.path,
    ...QUIET,
    apiKey: 'secret-key',
    workspaceName: 'team',
    projectName: 'digits',
    runName: 'cnn',
    experimentName: 'sweep',
    config: { lr: 1e-3 },
    tags: ['a', 'b', 'a'],
    description: 'why',
  });
  expect(join(run.place, '..')).toBe(join(root.path, 'team', 'digits', 'sweep'));
  const meta = readObject(run.place, 'meta.json');
  expect(meta).toMatchObject({
    id: run.id,
    key: 'cnn',
    alias: 'cnn',
    workspace: 'team',
    project: 'digits',
    experiment: 'sweep',
    config: { lr: 1e-3 },
    tags: ['a', 'b'],
    description: 'why',
    pid: process.pid,
    argv: process.argv.slice(1),
    node: process.versions.node,
    client: 'stepwell-typescript',
  });
  expect(typeof meta.hostname).toBe('string');
  expect(JSON.stringify(meta)).not.toContain('secret-key');
});

test('aggregation rules are kept in meta.json', async () => {
  await using root = tempRoot();
  const { AGGREGATION_FN_MEAN } = stepwell.AggregationFn;
  const rule = {
    sourceScale: 'EPISODE',
    outputScale: stepwell.StandardMetricScale.EPISODE,
    fns: [AGGREGATION_FN_MEAN, 'AGGREGATION_FN_STD_DEV'],
    aggregateOverLabels: ['environment_id'],
    outputNameSuffix: '/all',
  };
  const run = await stepwell.init({ root: root.path, ...QUIET, aggregationRules: [rule] });
  expect(readObject(run.place, 'meta.json').aggregation_rules).toEqual([
    {
      metric_name: null,
      source_scale: 'EPISODE',
      output_scale: 'EPISODE',
      fns: ['mean', 'std_dev'],
      aggregate_over_labels: ['environment_id'],
      output_metric_name: null,
      output_name_suffix: '/all',
    },
  ]);
});

test('"Allow" continues a run with its steps and config, "Never" refuses it', async () => {
  await using root = tempRoot();
  const options = { root: root.path, ...QUIET, runName: 'a' };
  const first = await stepwell.init({ ...options, config: { lr: 1, kept: true } });
  stepwell.log('x', 1);
  stepwell.log('x', 1);
  stepwell.log('y', 1, { labels: { a: 'b' } });
  await stepwell.close({ status: 'failed', reason: 'test' });
  const second = await stepwell.init({ ...options, config: { lr: 2 } });
  stepwell.log('x', 2);
  stepwell.log('y', 2, { labels: { a: 'b' } });
  expect([second.place, second.resumed, second.name]).toEqual([first.place, true, 'a']);
  expect(second.config).toEqual({ lr: 2, kept: true });
  await stepwell.close();
  const lines = readLines(second.place);
  expect(points(lines, 'x')).toEqual([
    [0, 1],
    [1, 1],
    [2, 2],
  ]);
  expect(lines.filter(({ type }) => type === 'metric').map(({ data }) => data.step)).toEqual([0, 1]);
  const status = readObject(first.place, 'status.json');
  expect(status.attempts).toMatchObject([{ status: 'failed', exit_reason: 'test' }]);
  expect([status.status, status.exit_reason]).toEqual(['finished', null]);
  await expect(stepwell.init({ ...options, resumeStrategy: 'Never' })).rejects.toThrow(stepwell.RunExistsError);
  const other = await stepwell.init({ ...options, runName: 'b', resumeStrategy: 'Never' });
  expect(other.place).not.toBe(first.place);
});

test('a name is a run of its own in each project and experiment', async () => {
  await using root = tempRoot();
  const places = new Set<string>();
  for (const [projectName, experimentName] of [['p'], ['q'], ['p', 'e']]) {
    places.add((await stepwell.init({ root: root.path, ...QUIET, runName: 'a', projectName, experimentName })).place);
    await stepwell.close();
  }
  expect(places.size).toBe(3);
});

test('init says where the run is and how to see it, more or less', async () => {
  await using root = tempRoot();
  for (const [logLevel, says] of [
    ['Trace', true],
    ['Success', true],
    ['Warn', false],
    ['Off', false],
  ] as const) {
    const said: string[] = [];
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const run = await stepwell.init({ root: root.path, ...QUIET, logLevel });
    await stepwell.close();
    write.mockRestore();
    expect(said.join('').includes(`run ${run.id} writes ${run.place}`), logLevel).toBe(says);
    expect(/see it with: stepwell|live at http/.test(said.join('')), logLevel).toBe(says);
  }
});

test('a root that cannot be written is an error at once', async () => {
  await using root = tempRoot();
  const file = root.write('file', '');
  await expect(stepwell.init({ root: join(file, 'runs'), ...QUIET })).rejects.toThrow(/root=.*cannot be written/);
  expect(stepwell.currentRun()).toBeNull();
});

test('server and ingestionUrl are one option, and go there', async () => {
  await using server = await new IngestServer().start();
  for (const name of ['server', 'ingestionUrl']) {
    const run = await stepwell.init({ [name]: server.url, ...QUIET });
    stepwell.log('x', 1);
    await stepwell.close();
    expect(run.place).toMatch(new RegExp(`^${server.url}/r/id-`));
  }
  expect(server.values()).toEqual([1, 1]);
  expect(server.statuses).toEqual(['finished', 'finished']);
});

test('what the module-level calls write is what the engine reads', async () => {
  await using root = tempRoot();
  const run = await stepwell.init({
    root: root.path,
    ...QUIET,
    projectName: 'digits',
    runName: 'cnn',
    config: { lr: 3e-4 },
  });
  stepwell.setPrimaryMetric('train/loss', 'min');
  stepwell.setStage('warm up');
  for (let step = 0; step < 5; step++) stepwell.log({ 'train/loss': 1 / (step + 1), 'train/acc': step });
  stepwell.logRlStep('rl', 1);
  stepwell.logRlEpisode('reward', Number.NaN, { rlStep: 3, envId: 'a', evaluation: true });
  stepwell.logRlEnvironmentStep('force', 1, { rlStep: 3, episode: 1 });
  stepwell.annotate('half way', { step: 2, metadata: { a: 1 } });
  stepwell.summary({ epochs: 3 });
  expect(await stepwell.flush()).toBe(true);
  await stepwell.close();
  await using tested = await testEngine(root.path);
  const read = await tested.engine.run(run.id);
  if (!read.ok) throw new Error(read.failure.detail);
  expect(read.value).toMatchObject({
    key: 'cnn',
    alias: 'cnn',
    project: 'digits',
    status: 'finished',
    points: 13,
    best_metric_name: 'train/loss',
    best_metric_value: 0.2,
    best_metric_step: 4,
    summary: { epochs: 3 },
    counters: { non_metric_values: 0, unknown_events: 0, stepless_points: 0 },
    quarantined_lines: 0,
  });
  const rows = JSON.parse(await tested.table(run.id)).rows as { stage: string }[];
  expect(new Set(rows.map((row) => row.stage))).toEqual(new Set(['warm up']));
  const notes = await tested.engine.annotations(run.id);
  expect(notes.ok && notes.value).toMatchObject([{ text: 'half way', step: 2, metadata: { a: 1 } }]);
  expect(existsSync(join(run.place, 'logs.txt'))).toBe(false);
});
