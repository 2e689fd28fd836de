import { appendFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { type RunningServer, runServer, type ServerOptions } from '../../server/testing/runServer.ts';
import { type TempRoot, tempRoot } from '../../server/testing/tempRoot.ts';
import { OptionError } from './errors.ts';
import { Client, getMetricNames, getMetrics, getRawMetrics, getStatistics, QueryError } from './query.ts';

// Processes and threads are started here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

const T = 1_700_000_000;

afterEach(() => vi.unstubAllEnvs());

function metrics(step: number | null, values: Record<string, unknown>, ts = T): string {
  return `${JSON.stringify({ ts, type: 'metrics', data: { global_step: step, time: ts, ...values } })}\n`;
}

/** A run at `path` below the root; returns its events file. */
function writeRun(root: TempRoot, path: string, lines: Iterable<string> = [], meta: object = {}): string {
  const parts = path.split('/');
  const told = { id: parts.at(-1), project: parts[0], created_at: T, ...meta };
  root.write(`${path}/meta.json`, JSON.stringify(told));
  return root.write(`${path}/events.jsonl`, [...lines].join(''));
}

async function serve(
  roots: string[],
  options?: ServerOptions,
): Promise<{ server: RunningServer; client: Client } & AsyncDisposable> {
  const server = await runServer(roots, options);
  const client = new Client({ server: server.url });
  return { server, client, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** Warnings of the process while `work` runs. */
async function warnings(work: () => Promise<unknown>): Promise<string[]> {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  await work();
  const told = warn.mock.calls.map(([text]) => String(text));
  warn.mockRestore();
  return told;
}

async function refused(asked: Promise<unknown>): Promise<QueryError> {
  const error = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(QueryError);
  return error as QueryError;
}

test('the code block of the raw metrics: every write of a metric within bounds', async () => {
  await using root = tempRoot();
  const lines = Array.from({ length: 3000 }, (_, step) => metrics(step, { 'train/loss': step / 7 }));
  writeRun(root, 'my-project/first', [metrics(0, { a: 1 })]);
  writeRun(root, 'my-project/a', [...lines, metrics(1500, { 'train/loss': 9 }, T + 1)], { created_at: T + 1 });
  await using tested = await serve([root.path]);
  vi.stubEnv('STEPWELL_SERVER', tested.server.url);

  const df = await getRawMetrics('my-project', {
    runId: 2, // or "MP-2"
    metricName: 'train/loss',
    stepMin: 1000, // optional
    stepMax: 2000, // optional
  });
  // columns: logGroup, step, time, value, nonFiniteFlags

  expect(df).toHaveLength(1002);
  expect(Object.keys(df[0] ?? {}).slice(0, 5)).toEqual(['logGroup', 'step', 'time', 'value', 'nonFiniteFlags']);
  expect(df.filter(({ step }) => step === 1500).map(({ value, time }) => [value, time])).toEqual([
    [1500 / 7, T * 1000],
    [9, T * 1000 + 1000],
  ]);
  expect(
    await getRawMetrics('my-project', { runId: 'MP-2', metricName: 'train/loss', stepMin: 1000, stepMax: 2000 }),
  ).toEqual(df);
});

test('fifty thousand raw rows come whole, and one more is warned of', async () => {
  await using root = tempRoot();
  const events = writeRun(
    root,
    'p/a',
    Array.from({ length: 50_000 }, (_, step) => metrics(step, { loss: step })),
  );
  await using tested = await serve([root.path]);
  const ask = (more = {}) => tested.client.getRawMetrics('p', { runId: 'a', metricName: 'loss', ...more });
  expect(await warnings(async () => expect(await ask()).toHaveLength(50_000))).toEqual([]);
  appendFileSync(events, metrics(50_000, { loss: 1 }));
  const told = await warnings(async () => expect((await ask()).at(-1)?.step).toBe(49_999));
  expect(told).toEqual([expect.stringMatching(/truncated at 50000 rows.*stepMin\/stepMax/)]);
  expect((await ask({ stepMin: 49_999 })).map(({ step }) => step)).toEqual([49_999, 50_000]);
});

test('raw writes carry flags; the points that stand carry the values', async () => {
  await using root = tempRoot();
  writeRun(root, 'p/a', [
    metrics(5, { 'train/loss': 0.5 }),
    metrics(5, { 'train/loss': 'NaN' }, T + 1),
    metrics(5, { 'train/loss': 0.25 }, T + 2),
    metrics(6, { 'train/loss': '-Infinity' }),
    metrics(7, { 'train/loss': 'Infinity' }),
    metrics(null, { 'train/loss': 3 }),
  ]);
  await using tested = await serve([root.path]);
  const rows = await tested.client.getRawMetrics('p', { runId: 'a', metricName: 'train/loss' });
  expect(rows.map(({ logGroup, step, value, nonFiniteFlags }) => [logGroup, step, value, nonFiniteFlags])).toEqual([
    ['train', 5, 0.5, 0],
    ['train', 5, 0, 1],
    ['train', 5, 0.25, 0],
    ['train', 6, 0, 4],
    ['train', 7, 0, 2],
    ['train', null, 3, 0],
  ]);
  const current = await tested.client.getMetrics('p', { runId: 'a', metricNames: ['train/loss'] });
  expect(current.map(({ step, value }) => [step, value])).toEqual([
    [5, 0.25],
    [6, -Infinity],
    [7, Infinity],
    [null, 3],
  ]);
  const wrong = await refused(
    tested.client.getRawMetrics('p', { runId: 'a', metricName: 'x', stepMin: 5, stepMax: 3 }),
  );
  expect([wrong.status, wrong.message]).toEqual([400, expect.stringContaining('stepMin')]);
  expect(await tested.client.getRawMetrics('p', { runId: 'a', metricName: 'none' })).toEqual([]);
});

test('points come with labels, scales and without steps; a name may hold a comma; a limit that cuts is warned of', async () => {
  await using root = tempRoot();
  const reward = { name: 'reward', value: 2, step: 1, scale: 'EPISODE', labels: { env: 'a' } };
  writeRun(root, 'p/a', [
    metrics(0, { loss: 1 }),
    metrics(1, { loss: 2, 'a,b': 5 }),
    metrics(0, { loss: 3 }, T + 0.25),
    metrics(null, { loss: 4 }),
    `${JSON.stringify({ ts: T, type: 'metric', data: reward })}\n`,
  ]);
  await using tested = await serve([root.path]);
  const ask = (more: object) => tested.client.getMetrics('p', { runId: 'a', ...more });
  const plain = { scale: 'ML_STEP', labels: {} };
  expect(await ask({ metricNames: ['loss', 'reward'] })).toEqual([
    { metric: 'loss', step: 0, value: 3, time: T * 1000 + 250, ...plain },
    { metric: 'loss', step: 1, value: 2, time: T * 1000, ...plain },
    { metric: 'loss', step: null, value: 4, time: T * 1000, ...plain },
    { metric: 'reward', step: 1, value: 2, time: T * 1000, scale: 'EPISODE', labels: { env: 'a' } },
  ]);
  expect((await ask({ metricNames: ['a,b'] })).map(({ value }) => value)).toEqual([5]);
  expect([(await ask({})).length, await ask({ metricNames: [] })]).toEqual([5, []]);
  expect((await ask({ metricNames: ['loss'], stepMin: 1, stepMax: 1 })).map(({ step }) => step)).toEqual([1]);
  const told = await warnings(async () => expect(await ask({ limit: 1 })).toHaveLength(3));
  expect(told).toEqual([expect.stringMatching(/truncated at 1 points of loss\. Narrow/)]);
});

test('statistics are over the finite values that stand', async () => {
  await using root = tempRoot();
  const values = [0.5, 2.5, 1.25, -3, 7];
  const lines = [metrics(3, { 'val/acc': 1e9 }), ...values.map((value, step) => metrics(step, { 'val/acc': value }))];
  writeRun(root, 'p/a', [...lines, metrics(5, { 'val/acc': 'NaN', loss: 1 })]);
  await using tested = await serve([root.path]);
  const [acc] = await tested.client.getStatistics('p', { runId: 'a', metricNames: ['val/acc'] });
  expect(acc).toMatchObject({ metric: 'val/acc', logGroup: 'val', count: 6, finite: 5, nan: 1, min: -3, max: 7 });
  expect(acc).toMatchObject({ argmin: 3, argmax: 4, first: 0.5, last: 7 });
  const mean = values.reduce((sum, value) => sum + value, 0) / 5;
  expect(acc?.mean).toBeCloseTo(mean, 12);
  expect(acc?.stddev).toBeCloseTo(Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5), 12);
  expect((await tested.client.getStatistics('p', { runId: 'a' })).map(({ metric }) => metric)).toEqual([
    'val/acc',
    'loss',
  ]);
});

test('names are those of the project or of some runs', async () => {
  await using root = tempRoot();
  writeRun(root, 'p/a', [metrics(0, { 'train/loss': 1, lr: 1 })]);
  writeRun(root, 'p/b', [metrics(0, { 'val/Loss': 1, lr: 1 })]);
  writeRun(root, 'q/c', [metrics(0, { other: 1 })]);
  await using tested = await serve([root.path]);
  const { client, server } = tested;
  expect(await client.getMetricNames('p')).toEqual(['lr', 'train/loss', 'val/Loss']);
  expect(await client.getMetricNames('p', { runIds: ['b'] })).toEqual(['lr', 'val/Loss']);
  expect(await client.getMetricNames('p', { search: 'LOSS' })).toEqual(['train/loss', 'val/Loss']);
  expect(await client.getMetricNames(null)).toHaveLength(4);
  expect(
    await warnings(async () => expect(await client.getMetricNames('p', { limit: 1 })).toEqual(['lr'])),
  ).toHaveLength(1);
  // The module-level calls ask the server that they are given.
  const { url } = server;
  expect(await getMetricNames('p', { server: url })).toHaveLength(3);
  expect(await getMetrics('p', { runId: 'a', server: url })).toHaveLength(2);
  expect(await getStatistics('p', { runId: 'a', server: url })).toHaveLength(2);
});

test('a run is its id, its number or its display id within the project; an ambiguous one names its candidates', async () => {
  await using root = tempRoot();
  await using other = tempRoot();
  for (let number = 1; number <= 12; number++)
    writeRun(root, `my-ml-project/run${number}`, [metrics(0, { loss: number })], { created_at: T + number });
  for (const name of ['50%', 'a b', 'q"q', 'st*r', 'comma,', 'ünï'])
    writeRun(root, `odd names/${name}`, [metrics(0, { loss: name.length })]);
  // A second root, as a prefix is given once in a root.
  writeRun(other, 'many-more-points/run', [metrics(0, { loss: -1 })]);
  await using tested = await serve([root.path, other.path]);
  const { client } = tested;
  for (const runId of ['run7', 7, '7', 'MMP-7']) {
    expect((await client.getMetrics('my-ml-project', { runId }))[0]?.value).toBe(7);
    expect((await client.getStatistics('my-ml-project', { runId }))[0]?.last).toBe(7);
  }
  for (const name of ['50%', 'a b', 'q"q', 'st*r', 'comma,', 'ünï'])
    expect((await client.getMetrics('odd names', { runId: name }))[0]?.value, name).toBe(name.length);
  expect(await refused(client.getMetrics('odd names', { runId: 'st?r' }))).toMatchObject({ status: 404 });
  expect((await refused(client.getStatistics('my-ml-project', { runId: 'MMP-44' }))).message).toContain(
    'in project my-ml-project',
  );
  const ambiguous = { runId: 'MMP-1', metricName: 'loss' };
  for (const ask of [() => client.getMetrics(null, ambiguous), () => client.getRawMetrics(null, ambiguous)]) {
    const error = await refused(ask());
    expect([error.status, error.candidates]).toEqual([409, ['many-more-points/run', 'my-ml-project/run1']]);
  }
});

test('answers are never behind the writes', async () => {
  await using root = tempRoot();
  const events = writeRun(root, 'p/a', [metrics(0, { loss: 0 })]);
  await using tested = await serve([root.path]);
  const { client } = tested;
  for (let step = 1; step < 10; step++) {
    appendFileSync(events, metrics(step, { loss: step, [`new${step}`]: 1 }));
    expect((await client.getRawMetrics('p', { runId: 'a', metricName: 'loss' })).at(-1)?.step).toBe(step);
    appendFileSync(events, metrics(step, { loss: 100 + step }));
    expect((await client.getStatistics('p', { runId: 'a', metricNames: ['loss'] }))[0]?.max).toBe(100 + step);
    appendFileSync(events, metrics(step, { [`late${step}`]: 1 }));
    expect(await client.getMetricNames('p')).toContain(`late${step}`);
  }
  // More than the server takes in before it answers.
  const many = Array.from({ length: 30_000 }, (_, i) => metrics(100 + i, { loss: i, filler: i / 3 }));
  appendFileSync(events, many.join(''));
  expect(await client.getMetrics('p', { runId: 'a', metricNames: ['loss'] })).toHaveLength(10 + 30_000);
});

test('the server is the one given, else the variable, else the default port; what cannot be asked is an error', async () => {
  vi.stubEnv('STEPWELL_SERVER', undefined);
  expect(new Client().server).toBe('http://127.0.0.1:23300');
  vi.stubEnv('STEPWELL_SERVER', 'localhost:1');
  expect(() => new Client()).toThrow('STEPWELL_SERVER="localhost:1"');
  expect(() => new Client({ server: 'localhost' })).toThrow(OptionError);
  const gone = await refused(getMetricNames('p', { server: 'http://127.0.0.1:9' }));
  expect([gone.status, gone.message, gone.answer]).toEqual([null, expect.stringContaining('http://127.0.0.1:9'), {}]);
});

test('a token comes from the option or the variable', async () => {
  await using root = tempRoot();
  writeRun(root, 'p/a', [metrics(0, { loss: 1 })]);
  await using server = await runServer([root.path], {
    args: ['--auth', 'token'],
    env: { STEPWELL_TOKEN: 'a-token-for-this-test' },
  });
  const { origin } = new URL(server.url);
  const ask = (token?: string) => getMetricNames('p', { server: origin, token });
  vi.stubEnv('STEPWELL_TOKEN', undefined);
  expect((await refused(ask())).status).toBe(401);
  expect((await refused(ask('another'))).status).toBe(401);
  expect(await ask('a-token-for-this-test')).toEqual(['loss']);
  vi.stubEnv('STEPWELL_TOKEN', 'a-token-for-this-test');
  expect(await ask()).toEqual(['loss']);
});

test('jobs: what is posted is the latest and the history; pages are walked by row offsets', async () => {
  await using root = tempRoot();
  writeRun(
    root,
    'p/a',
    Array.from({ length: 25 }, (_, step) => metrics(step, { 'train/loss': step })),
  );
  await using tested = await serve([root.path]);
  const { jobs } = tested.client;
  for (const value of [4, 4.1, 4.2])
    expect(await jobs.appendMetricById(1, 'acc', value)).toEqual({ name: 'acc', value });
  const odd = [
    [3, Number.NaN, 'nan'],
    [4, Infinity, 'inf'],
    [5, -Infinity, '-inf'],
    [6, 'nan', 'nan'],
  ] as const;
  for (const [metricStep, value, told] of odd)
    expect(await jobs.appendMetricById('1', 'acc', value, { metricStep })).toEqual({ name: 'acc', value: told });
  const page = await jobs.getMetricsSnapshotsById(1, 'acc');
  expect(page.data.map(({ step, value }) => [step, value])).toEqual([
    [0, 4.2],
    ...odd.map(([step, , told]) => [step, told]),
  ]);
  expect([page.index, page.isComplete, page.totalNumResults]).toEqual([0, true, 5]);
  expect(await jobs.getMetricsById(1)).toEqual(
    expect.arrayContaining([
      { name: 'acc', value: 'nan' },
      { name: 'train/loss', value: 24 },
    ]),
  );
  const steps: number[] = [];
  for (let index = 0; index < 25; index += 7) {
    const { data } = await jobs.getMetricsSnapshotsById(1, 'train/loss', { index, pageLength: 7 });
    steps.push(...data.map(({ step }) => step));
  }
  expect(steps).toEqual(Array.from({ length: 25 }, (_, i) => i));
});

test('jobs: timestamps are dates or texts; what cannot be is refused in Dioptra’s words', async () => {
  await using root = tempRoot();
  writeRun(root, 'p/a');
  await using tested = await serve([root.path]);
  const { jobs } = tested.client;
  const times = [new Date(Date.UTC(2024, 0, 15, 10, 30)), '2024-01-15T10:30:00', '2024-01-15T11:30:00+01:00'];
  for (const [metricStep, timestamp] of times.entries())
    await jobs.appendMetricById(1, 'acc', 1, { metricStep, timestamp });
  const { data } = await jobs.getMetricsSnapshotsById(1, 'acc');
  expect(new Set(data.map(({ timestamp }) => timestamp))).toEqual(new Set(['2024-01-15T10:30:00.000+00:00']));
  const wrong = await refused(jobs.appendMetricById(1, 'a-b', 1));
  expect([wrong.status, Object.keys(wrong.answer).sort()]).toEqual([
    400,
    ['detail', 'error', 'message', 'originating_path'],
  ]);
  expect((await refused(jobs.appendMetricById(99, 'acc', 1))).message).toContain('Failed to locate job');
  await expect(jobs.appendMetricById(1, 'acc', null as never)).rejects.toThrow('a value is a number');
  expect(await jobs.getMetricsById(99)).toEqual([]);
  expect((await refused(jobs.getMetricsSnapshotsById(1, 'acc', { pageLength: 0 }))).status).toBe(400);
});

test('experiments: jobs are searched, sorted and paged', async () => {
  await using root = tempRoot();
  for (const [number, tags] of [['cv'], [], ['cv']].entries())
    writeRun(root, `p/run${number}`, [metrics(0, { acc: number })], {
      alias: `job ${number}`,
      tags,
      created_at: T + number,
    });
  await using tested = await serve([root.path]);
  const { experiments } = tested.client;
  const all = await experiments.getMetricsById(1);
  expect(all.data).toEqual([0, 1, 2].map((n) => ({ id: n + 1, metrics: [{ name: 'acc', value: n }] })));
  const found = await experiments.getMetricsById('1', { search: 'tag:cv', sortBy: 'description', descending: true });
  expect(found.data.map(({ id }) => id)).toEqual([3, 1]);
  const page = await experiments.getMetricsById(1, { index: 1, pageLength: 1 });
  expect([page.totalNumResults, page.isComplete, page.data[0]?.id]).toEqual([3, false, 2]);
  expect((await refused(experiments.getMetricsById(1, { sortBy: 'nope' }))).status).toBe(400);
  expect((await refused(experiments.getMetricsById(1, { search: 'field:two words' }))).status).toBe(422);
});
