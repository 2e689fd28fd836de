import { join } from 'node:path';
import { afterEach, beforeEach, expect, expectTypeOf, test, vi } from 'vitest';
import { type TempRoot, tempRoot } from '../../server/testing/tempRoot.ts';
import { testEngine } from '../../server/testing/testEngine.ts';
import * as metrana from './client.ts';
import { settingsOf } from './settings.ts';
import { points, readLines, readObject } from './testing/runFiles.ts';

/**
 * Each code block of the Metrana client's documentation, in its order, as this client spells it: keyword arguments are an object
 * behind the positional ones, names are in camelCase, and what may wait for a server is awaited.
 */

let root: TempRoot;

beforeEach(() => {
  root = tempRoot();
  vi.stubEnv('STEPWELL_ROOT', root.path);
  vi.stubEnv('STEPWELL_LOG_LEVEL', 'Off');
});

afterEach(async () => {
  if (metrana.currentRun() !== null) await metrana.close();
  vi.unstubAllEnvs();
  await root[Symbol.asyncDispose]();
});

const QUIET = { captureConsole: false, systemMetrics: false };

function place(): string {
  const run = metrana.currentRun();
  if (run === null) throw new Error('no run is open');
  return run.place;
}

test('Quick Start', async () => {
  const train_step = (): [number, number] => [0.5, 0.9];

  await metrana.init({
    apiKey: 'your-api-key',
    workspaceName: 'my-workspace',
    projectName: 'my-project',
    runName: 'run-001',
  });
  const folder = place();

  for (let step = 0; step < 1000; step++) {
    const [loss, accuracy] = train_step();
    metrana.log('loss', loss);
    metrana.log('accuracy', accuracy);
  }

  await metrana.close();

  expect(join(folder, '..')).toBe(join(root.path, 'my-workspace', 'my-project'));
  const lines = readLines(folder);
  expect(points(lines, 'loss')).toEqual(Array.from({ length: 1000 }, (_, step) => [step, 0.5]));
  expect(points(lines, 'accuracy')).toEqual(Array.from({ length: 1000 }, (_, step) => [step, 0.9]));
  expect(readObject(folder, 'status.json').status).toBe('finished');
});

test('init takes every documented parameter, with the documented default', () => {
  const documented = {
    apiKey: 'key',
    workspaceName: 'w',
    projectName: 'p',
    runName: 'r',
    experimentName: 'e',
    resumeStrategy: 'Never',
    backpressureStrategy: 'Block',
    errorStrategy: 'RaiseOnClose',
    closeStrategy: 'CompleteAll',
    logLevel: 'Critical',
    aggregationRules: [],
    config: {},
    numDispatchWorkers: 4,
    ingestionUrl: 'http://127.0.0.1:1',
  } satisfies metrana.InitOptions;
  const settings = settingsOf(documented, {});
  expect(settings).toMatchObject({ workspace: 'w', project: 'p', run: 'r', experiment: 'e', logLevel: 'Critical' });
  expect(settings).toMatchObject({
    resume: 'Never',
    backpressure: 'Block',
    errors: 'RaiseOnClose',
    close: 'CompleteAll',
  });
  expect(settings.delivery).toMatchObject({ server: 'http://127.0.0.1:1', apiKey: 'key', workers: 4 });
  const defaults = settingsOf({}, {});
  expect([defaults.resume, defaults.backpressure, defaults.errors]).toEqual(['Allow', 'DropNew', 'Warn']);
  expect([defaults.close, defaults.logLevel]).toEqual(['CompletePending', 'Success']);
});

test('log: a single metric, several at once, and its full signature', async () => {
  await metrana.init(QUIET);

  // Single metric
  metrana.log('loss', 0.5);

  // Multiple metrics at once
  metrana.log({ loss: 0.5, accuracy: 0.9 });

  metrana.log('loss', 0.25, {
    scale: 'ML_STEP',
    step: 7,
    labels: { split: 'train' },
    evaluation: true,
    timestamp: 1_700_000_000_123_456_789n,
  });

  const lines = readLines(place());
  expect(points(lines, 'loss')).toEqual([
    [0, 0.5],
    [1, 0.5],
  ]);
  expect(points(lines, 'accuracy')).toEqual([[0, 0.9]]);
  expect(lines.at(-1)?.data).toMatchObject({ step: 7, labels: { evaluation: 'true', split: 'train' } });
});

test('close', async () => {
  await metrana.init(QUIET);

  await metrana.close();

  expect(metrana.currentRun()).toBeNull();
});

test('the RL helpers take every documented parameter', async () => {
  await metrana.init(QUIET);
  const timestamp = 1_700_000_000_000_000_001n;

  metrana.logRlStep('entropy', 0.5, {
    evaluation: true,
    step: 3,
    labels: { a: 'b' },
    timestamp,
  });

  metrana.logRlEpisode('reward', 12, {
    rlStep: 40,
    evaluation: false,
    episode: 9,
    envId: 'env-1',
    labels: { a: 'b' },
    timestamp,
  });

  metrana.logRlEnvironmentStep('force', 0.1, {
    rlStep: 40,
    evaluation: true,
    envStep: 1000,
    episode: 9,
    envId: 'env-1',
    labels: { a: 'b' },
    timestamp,
  });

  const [step, episode, environment] = readLines(place()).map(({ data }) => data);
  expect(step).toMatchObject({ step: 3, scale: 'ML_STEP', labels: { a: 'b', evaluation: 'true' } });
  expect(episode).toMatchObject({ step: 9, scale: 'EPISODE', labels: { a: 'b', environment_id: 'env-1' } });
  expect(episode?.coords).toEqual({ rl_step: 40 });
  expect(environment).toMatchObject({ step: 1000, scale: 'ENVIRONMENT_STEP', coords: { rl_step: 40, episode: 9 } });
  expect(environment?.labels).toEqual({ a: 'b', environment_id: 'env-1', evaluation: 'true' });
  // What is documented as required is required here.
  expectTypeOf<metrana.EpisodeOptions>().pick('rlStep').toEqualTypeOf<{ rlStep: number }>();
  expectTypeOf<metrana.EnvironmentStepOptions>().pick('rlStep').toEqualTypeOf<{ rlStep: number }>();
});

test('the scale by its standard name', async () => {
  await metrana.init(QUIET);
  const reward = 3.5;

  const { StandardMetricScale } = metrana;
  metrana.log('reward', reward, { scale: StandardMetricScale.EPISODE });

  expect(readLines(place())[0]?.data).toEqual({ name: 'reward', value: 3.5, step: 0, scale: 'EPISODE' });
});

test('Aggregation Rules, which are read by the engine', async () => {
  const { AggregationFn } = metrana;

  await metrana.init({
    ...QUIET,
    aggregationRules: [
      // Mean and max reward collapsed across environments.
      // aggregateOverLabels: ['environment_id'] strips environment_id from
      // the output, merging all per-environment series into one.
      {
        sourceScale: 'EPISODE',
        outputScale: 'EPISODE',
        fns: [AggregationFn.AGGREGATION_FN_MEAN, AggregationFn.AGGREGATION_FN_MAX],
        aggregateOverLabels: ['environment_id'],
        outputNameSuffix: '/across_envs',
      },
      // Min and sum of a specific metric per episode
      {
        metricName: 'reward',
        sourceScale: 'EPISODE',
        outputScale: 'EPISODE',
        fns: [AggregationFn.AGGREGATION_FN_MIN, AggregationFn.AGGREGATION_FN_SUM],
        outputMetricName: 'reward/final',
      },
    ],
  });

  for (const [envId, value] of [
    ['a', 1],
    ['b', 4],
  ] as const)
    metrana.logRlEpisode('reward', value, { rlStep: 0, envId });
  const folder = place();
  await metrana.close();
  await using tested = await testEngine(root.path);
  const listed = await tested.engine.metricList(readObject(folder, 'meta.json').id);
  if (!listed.ok) throw new Error(listed.failure.detail);
  const last = new Map(
    listed.value.map(({ name, labels, last }) => [`${name} ${labels.aggregation ?? labels.environment_id}`, last]),
  );
  expect(Object.fromEntries(last)).toEqual({
    'reward a': 1,
    'reward b': 4,
    'reward/across_envs mean': 2.5,
    'reward/across_envs max': 4,
    'reward/final min': 1,
    'reward/final sum': 5,
  });
});

test('every aggregation function, scale and error of the document exists', () => {
  expect(Object.keys(metrana.AggregationFn).sort()).toEqual(
    ['COUNT', 'MAX', 'MEAN', 'MIN', 'STD_DEV', 'SUM'].map((name) => `AGGREGATION_FN_${name}`),
  );
  expect(metrana.StandardMetricScale).toMatchObject({
    ML_STEP: 'ML_STEP',
    EPISODE: 'EPISODE',
    ENVIRONMENT_STEP: 'ENVIRONMENT_STEP',
  });
  expect(new metrana.MetranaEventQueueFullError('full')).toBeInstanceOf(Error);
});
