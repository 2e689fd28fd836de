import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { type TempRoot, tempRoot } from '../../server/testing/tempRoot.ts';
import { testEngine } from '../../server/testing/testEngine.ts';
import { Collector, type Experiment, JsonlCollector, NoopCollector } from './client.ts';
import { IngestServer } from './testing/ingestServer.ts';
import { readLines, readObject } from './testing/runFiles.ts';

// Processes and threads are started here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

/**
 * Each code block of the Syvain collector's documentation, in its order, as this client spells it. Keyword arguments are an object,
 * `with experiment.run():` takes the block as a function, and what may wait for a server is awaited.
 */

let root: TempRoot;
const home = process.cwd();

beforeEach(() => {
  root = tempRoot();
  vi.stubEnv('STEPWELL_ROOT', join(root.path, 'runs'));
  vi.stubEnv('STEPWELL_LOG_LEVEL', 'Off');
});

afterEach(async () => {
  process.chdir(home);
  vi.unstubAllEnvs();
  await root[Symbol.asyncDispose]();
});

test('Basic Usage', async () => {
  const collector = new Collector('ak_org_...');

  const experiment = await collector.experiment('mamba-run-001', {
    description: 'Baseline mamba training run',
    meta: {
      model: 'mamba',
      dataset: 'internal-v1',
      seed: 7,
    },
  });

  await experiment.run(() => {
    for (let step = 0; step < 1_000; step++) {
      const loss = 1.0 / (step + 1);
      experiment.metric('loss', loss, { step, metadata: { split: 'train' } });
    }

    experiment.annotation('saved checkpoint', {
      metadata: { path: 'checkpoints/mamba-run-001/step-999.pt' },
    });
  });

  await experiment.flushOrRaise();

  const lines = readLines(experiment.place);
  expect(lines).toHaveLength(1_001);
  expect(lines[999]?.data).toEqual({
    name: 'loss',
    value: 0.001,
    step: 999,
    scale: 'ML_STEP',
    labels: { split: 'train' },
  });
  expect(readObject(experiment.place, 'status.json').status).toBe('finished');
  expect(readObject(experiment.place, 'meta.json')).toMatchObject({
    description: 'Baseline mamba training run',
    config: { model: 'mamba', dataset: 'internal-v1', seed: 7 },
  });
});

test('Experiment Metadata', async () => {
  const collector = new Collector('ak_org_...');
  const experiment = await collector.experiment('mamba-run-001', {
    meta: {
      model: 'mamba',
      dataset: 'internal-v1',
      git_sha: 'abc123',
      config: { batch_size: 32, learning_rate: 0.0003 },
    },
  });
  expect(readObject(experiment.place, 'meta.json').config.config).toEqual({ batch_size: 32, learning_rate: 0.0003 });
});

test('Metrics, Metric Metadata and Annotations', async () => {
  const experiment = await new Collector('ak_org_...').experiment('mamba-run-001');
  const [step, train_loss, val_loss] = [3, 0.5, 0.6];

  experiment.metric('validation_loss', 0.182, { step: 500 });

  experiment.metric('loss', train_loss, { step, metadata: { split: 'train' } });
  experiment.metric('loss', val_loss, { step, metadata: { split: 'validation' } });

  experiment.metric('loss', 0.42, { step, metadata: { split: 'train' } });
  experiment.metric('accuracy', 0.91, { step, metadata: { split: 'validation' } });
  experiment.metric('tokens_per_second', 1820.0, { step });

  experiment.metric('gpu_utilization', 78.0, {
    step,
    metadata: { device: 'gpu:0' },
  });
  experiment.metric('gpu_utilization', 74.0, {
    step,
    metadata: { device: 'gpu:1' },
  });

  experiment.annotation('evaluation started', {
    metadata: { split: 'validation' },
  });

  // Read by the server: metadata makes lines within one metric.
  await using tested = await testEngine(join(root.path, 'runs'));
  const listed = await tested.engine.metricList(experiment.id);
  if (!listed.ok) throw new Error(listed.failure.detail);
  expect(listed.value.map(({ name, labels, raw_count }) => [name, labels, raw_count])).toEqual(
    expect.arrayContaining([
      ['validation_loss', {}, 1],
      ['loss', { split: 'train' }, 2],
      ['loss', { split: 'validation' }, 1],
      ['gpu_utilization', { device: 'gpu:0' }, 1],
      ['gpu_utilization', { device: 'gpu:1' }, 1],
    ]),
  );
  const notes = await tested.engine.annotations(experiment.id);
  expect(notes.ok && notes.value).toMatchObject([{ text: 'evaluation started', metadata: { split: 'validation' } }]);
});

test('Folders', async () => {
  const collector = new Collector('ak_org_...');
  const { id } = await collector.makeFolder('/mamba-run-001');

  const byId = await collector.experiment('mamba-run-001', { folderId: id });

  const byPath = await collector.experiment('mamba-run-001', {
    folderPath: '/mamba-run-001',
  });

  expect(join(byPath.place, '..')).toBe(join(root.path, 'runs', 'mamba-run-001'));
  expect(byId.id).toBe(byPath.id);
  await expect(
    collector.experiment('mamba-run-001', { folderId: '00000000-0000-0000-0000-000000000000' }),
  ).rejects.toThrow('no folder');
});

test('Flushing and Errors', async () => {
  await using server = await new IngestServer().start();
  const experiment = await new Collector('ak_org_...', { host: server.url }).experiment('mamba-run-001');
  experiment.metric('loss', 0.5, { step: 0 });
  server.faults.status = 503;
  const shown: unknown[][] = [];

  const result = await experiment.flush();
  if (!result.ok) {
    shown.push([result.pendingMetrics, result.retryableFailures]);
  }

  expect(shown).toEqual([[1, 1]]);
  server.faults.status = null;

  await experiment.flushOrRaise();
  await experiment.flushOrRaise({ retries: 5 });

  expect(server.events).toHaveLength(1);
});

test('Manual Lifecycle', async () => {
  const experiment = await new Collector('ak_org_...').experiment('mamba-run-001');

  await experiment.run(() => {
    experiment.metric('loss', 0.5, { step: 0 });
  });

  experiment.start();

  for (let step = 0; step < 1_000; step++) {
    experiment.metric('loss', 1.0 / (step + 1), { step });
  }

  experiment.done();
  await experiment.flushOrRaise();

  await experiment.run(
    () => {
      experiment.metric('loss', 0.5, { step: 0 });
    },
    { installHooks: false },
  );

  expect(readLines(experiment.place)).toHaveLength(1_002);
  expect(readObject(experiment.place, 'status.json').status).toBe('finished');
});

test('Local and Test Collectors: JsonlCollector, and its file is read by the server', async () => {
  process.chdir(root.path);

  const collector = new JsonlCollector({ path: 'artifacts/metrics/run-001.jsonl' });
  const experiment = await collector.experiment('run-001', { meta: { model: 'mamba' } });

  await experiment.run(() => {
    experiment.metric('loss', 0.42, { step: 1, metadata: { split: 'train' } });
    experiment.annotation('local checkpoint written', { metadata: { path: 'ckpt.pt' } });
  });

  await experiment.flushOrRaise();

  await using server = await runServer([join(root.path, 'artifacts/metrics/run-001.jsonl')]);
  const get = async (path: string): Promise<unknown> => (await fetch(new URL(path, server.url))).json();
  const [row] = await until(
    async () => (await get('api/runs')) as { id: string; points: number }[],
    ([run]) => run?.points === 1,
  );
  expect(row).toMatchObject({ key: 'run-001', status: 'finished', config: { model: 'mamba' } });
  expect(await get(`api/runs/${row?.id}/metric_list`)).toMatchObject([{ name: 'loss', labels: { split: 'train' } }]);
  expect(await get(`api/runs/${row?.id}/annotations`)).toMatchObject([{ text: 'local checkpoint written' }]);
});

test('Local and Test Collectors: NoopCollector', async () => {
  const collector = new NoopCollector();
  const experiment = await collector.experiment('unit-test-run');

  await experiment.run(() => {
    experiment.metric('loss', 0.42, { step: 1 });
  });

  expect(existsSync(join(root.path, 'runs'))).toBe(false);
  expect(readdirSync(root.path)).toEqual([]);
  expect(() => experiment.metric('loss', Number.NaN, { step: 1 })).toThrow('finite');
});

test('Constructor Options, with the host replaced', async () => {
  await using server = await new IngestServer().start();

  const collector = new Collector('ak_org_...', {
    host: server.url,
    timeout: 10.0,
    ingestTimeout: 60.0,
    flushDelaySeconds: 0.25,
    maxQueueItems: 100_000,
    maxBatchItems: 500,
    maxRetries: null,
  });

  const experiment: Experiment = await collector.experiment('mamba-run-001');
  experiment.metric('loss', 0.5, { step: 0, timestamp: 9_999_999_999 });
  experiment.metric('loss', 0.5, { step: 1, timestamp: 10_000_000_000 });
  await experiment.flushOrRaise();
  expect(server.events.map(({ data }) => data.time_ns)).toEqual([9_999_999_999_000_000_000, 10_000_000_000_000_000]);
});
