import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonObject } from '../shared/run.ts';
import type { SeriesHead } from '../shared/series.ts';
import { FIXTURES, type TempRoot, tempRoot } from './testing/tempRoot.ts';
import { type TestEngine, testEngine } from './testing/testEngine.ts';

interface Expected {
  name: string;
  scale: string;
  labels: Record<string, string>;
  points: [step: number, value: number][];
}

/** shared/fixtures/aggregation/reference.py: a random stream and what its rules derive from it, in plain Python. */
const reference = JSON.parse(readFileSync(`${FIXTURES}/../aggregation/reference.json`, 'utf8')) as {
  rules: JsonObject[];
  events: JsonObject[];
  derived: Expected[];
};

const TYPICAL = { source_scale: 'EPISODE', output_scale: 'EPISODE', fns: ['mean'], aggregate_over_labels: ['env'] };

function write(root: TempRoot, events: JsonObject[], rules: JsonObject[]): void {
  const lines = events.map((data, i) => `${JSON.stringify({ ts: 1.7e9 + i, type: 'metric', data })}\n`);
  root.write('run/events.jsonl', lines.join(''));
  root.write('run/meta.json', JSON.stringify({ aggregation_rules: rules }));
}

const reward = (env: string, step: number | null, value: number, coords?: JsonObject): JsonObject => ({
  name: 'reward',
  scale: 'EPISODE',
  labels: { env },
  step,
  value,
  ...(coords === undefined ? {} : { coords }),
});

async function listed({ engine }: TestEngine) {
  const list = await engine.metricList('run');
  if (!list.ok) throw new Error(list.failure.detail);
  return list.value;
}

async function drawn({ engine }: TestEngine, metric: string, coords: Record<string, [number, number]> | null = null) {
  const answer = await engine.series(
    {
      runs: ['run'],
      metrics: [metric],
      x: 'step',
      from: null,
      to: null,
      width: 1000,
      smoothing: { kind: 'none' },
      coords,
      since: {},
    },
    'json',
  );
  if (!answer.ok) throw new Error(answer.failure.detail);
  const { series, columns } = JSON.parse(Buffer.from(answer.value.body).toString()) as SeriesHead & {
    columns: { x: number[]; y: number[] };
  };
  return series.map(({ labels, scale, offset, length }) => ({
    labels,
    scale,
    points: columns.x.slice(offset, offset + length).map((x, i) => [x, columns.y[offset + i] as number] as const),
  }));
}

test('each function over late, repeated and missing points is what plain Python makes of the same stream, to 1e-12', async () => {
  await using root = tempRoot();
  write(root, reference.events, reference.rules);
  await using tested = await testEngine(root.path);
  const derived = (await listed(tested)).filter((metric) => metric.derived !== null);
  const idOf = ({ name, scale, labels }: Pick<Expected, 'name' | 'scale' | 'labels'>): string =>
    JSON.stringify([name, scale, Object.entries(labels).sort()]);
  expect(derived.map(idOf).sort()).toEqual(reference.derived.map(idOf).sort());
  expect(new Set(derived.map((metric) => metric.derived?.fn)).size).toBe(6);
  for (const { name, scale, labels, points } of reference.derived) {
    const lines = await drawn(tested, name);
    const line = lines.find((one) => idOf({ ...one, name }) === idOf({ name, scale, labels }));
    expect(line?.points.map(([step]) => step)).toEqual(points.map(([step]) => step));
    points.forEach(([, wanted], i) => {
      const found = line?.points[i]?.[1] as number;
      expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)));
    });
  }
});

test('a late point and a correction change what is derived, and new rules hold for all points', async () => {
  await using root = tempRoot();
  const events = [reward('a', 1, 1), reward('b', 1, 3), reward('a', 2, 5)];
  write(root, events, [{ ...TYPICAL, output_name_suffix: '/all' }]);
  await using tested = await testEngine(root.path);
  expect((await drawn(tested, 'reward/all'))[0]?.points).toEqual([
    [1, 2],
    [2, 5],
  ]);
  write(root, [...events, reward('b', 2, 7), reward('a', 1, 2)], [{ ...TYPICAL, output_name_suffix: '/all' }]);
  expect((await drawn(tested, 'reward/all'))[0]?.points).toEqual([
    [1, 2.5],
    [2, 6],
  ]);
  root.write('run/meta.json', JSON.stringify({ aggregation_rules: [{ ...TYPICAL, fns: ['sum', 'count'] }] }));
  expect(await drawn(tested, 'reward/all')).toEqual([]);
  const named = (await listed(tested)).filter((metric) => metric.derived !== null);
  expect(named.map(({ name, labels, count, raw_count, last }) => [name, labels, count, raw_count, last])).toEqual([
    ['reward', { aggregation: 'sum' }, 2, 2, 12],
    ['reward', { aggregation: 'count' }, 2, 2, 2],
  ]);
});

test('what was logged stands before what is derived, and the first of two rules that give the same series', async () => {
  await using root = tempRoot();
  const logged = { name: 'reward', scale: 'EPISODE', labels: { aggregation: 'mean' }, step: 9, value: 9 };
  const [first, second] = [
    { ...TYPICAL, fns: ['mean', 'max'] },
    { ...TYPICAL, fns: ['min', 'max', 'mean'] },
  ];
  const over = { aggregate_over_labels: ['env', 'more'], metric_name: 'reward' };
  write(root, [reward('a', 1, 1), reward('b', 1, 3), logged], [first, { ...second, ...over }]);
  await using tested = await testEngine(root.path);
  const lines = new Map(
    (await drawn(tested, 'reward')).map(({ labels, points }) => [labels.aggregation ?? labels.env, points]),
  );
  expect(Object.fromEntries(lines)).toEqual({
    a: [[1, 1]],
    b: [[1, 3]],
    mean: [[9, 9]],
    max: [[1, 3]],
    min: [
      [1, 1],
      [9, 9],
    ],
  });
});

test('points that lie on no step of the output are counted, and a rule that cannot be used is named with its field', async () => {
  await using root = tempRoot();
  const toUpdates = { ...TYPICAL, output_scale: 'ML_STEP', output_name_suffix: '/update' };
  const bad = [
    { ...TYPICAL, fns: [] },
    { ...TYPICAL, output_metric_name: 'x' },
    { ...TYPICAL, output_scale: 'ENVIRONMENT_STEP' },
    'mean',
  ];
  write(
    root,
    [reward('a', 1, 1, { rl_step: 4 }), reward('a', 2, 3), reward('b', 1, 5, { rl_step: 4 })],
    [toUpdates, ...(bad as JsonObject[])],
  );
  await using tested = await testEngine(root.path);
  expect((await listed(tested)).at(-1)?.derived).toEqual({ fn: 'mean', series: 2, skipped: 1 });
  expect((await drawn(tested, 'reward/update'))[0]).toMatchObject({ scale: 'ML_STEP', points: [[4, 3]] });
  const run = await tested.engine.run('run');
  expect(run.ok && run.value.problems).toEqual([
    'meta.json: aggregation_rules[1].fns: at least one of mean, max, sum, min, std_dev, count',
    'meta.json: aggregation_rules[2].output_metric_name: only together with metric_name',
    'meta.json: aggregation_rules[3].output_scale: ENVIRONMENT_STEP cannot be made of EPISODE',
    'meta.json: aggregation_rules[4]: an object',
  ]);
});

test('coordinates filter lines, what is derived of them, tables and raw writes; a table shows derived series by their label', async () => {
  await using root = tempRoot();
  const events = [0, 1, 2, 3].map((step) => reward('a', step, step * 10, { rl_step: step >> 1 }));
  write(
    root,
    [...events, { ...reward('a', 1, 5, { rl_step: 7 }), stage: 'late' }],
    [{ ...TYPICAL, fns: ['sum'], output_name_suffix: '/all' }],
  );
  await using tested = await testEngine(root.path);
  const wanted = { rl_step: [0, 0] as [number, number] };
  expect((await drawn(tested, 'reward', wanted))[0]?.points).toEqual([[0, 0]]);
  expect((await drawn(tested, 'reward/all', wanted))[0]?.points).toEqual([[0, 0]]);
  const table = async (query: object) => JSON.parse(await tested.table('run', query)).rows;
  expect(await table({ scale: 'EPISODE', metrics: ['reward'], coords: { rl_step: [1, null] } })).toMatchObject([
    { global_step: 1, 'reward{env=a}': 5 },
    { global_step: 2, 'reward{env=a}': 20 },
    { global_step: 3, 'reward{env=a}': 30 },
  ]);
  expect(await table({ labels: { aggregation: 'sum' }, to: 1 })).toMatchObject([
    { global_step: 0, 'reward/all{aggregation=sum}': 0 },
    { global_step: 1, 'reward/all{aggregation=sum}': 5 },
  ]);
  const query = { runId: 'run', projectName: null, logName: 'reward', stepMin: null, stepMax: null, limit: 100 };
  const raw = await tested.engine.rawMetrics({ ...query, coords: { rl_step: [null, 0] } });
  expect(raw.ok && raw.value.rows.map(({ step, seq }) => [step, seq])).toEqual([
    [0, 0],
    [1, 1],
  ]);
  const all = await tested.engine.rawMetrics({ ...query, coords: null });
  expect(all.ok && all.value.rows[2]).toMatchObject({ step: 1, seq: 4, stage: 'late', coords: { rl_step: 7 } });
});
