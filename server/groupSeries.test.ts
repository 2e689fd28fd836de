import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { GroupRequest } from '../shared/groups.ts';
import type { SeriesHead } from '../shared/series.ts';
import { FIXTURES, tempRoot } from './testing/tempRoot.ts';
import { type TestEngine, testEngine } from './testing/testEngine.ts';

interface Points {
  x: number[];
  y: (number | string)[];
}

/** shared/fixtures/statistics/reference.py: the definitions in plain Python. */
const reference = JSON.parse(readFileSync(`${FIXTURES}/../statistics/reference.json`, 'utf8')) as {
  series: Points;
  runs: Points[];
  along: Points & { rows: [x: number, y: number | string][] };
  groups: { width: number; centre: 'mean'; spread: 'std'; rows: number[][] }[];
};

interface Answer extends SeriesHead {
  columns: Record<'series' | 'part' | 'x' | 'y' | 'low' | 'high' | 'n' | 'flag', number[]>;
}

const VIEW = {
  metrics: ['v'],
  x: 'step',
  from: null,
  to: null,
  width: 1000,
  smoothing: { kind: 'none' },
} as const;

function events({ x, y }: Points, name = 'v'): string {
  return x
    .map((step, i) => JSON.stringify({ ts: 1.7e9 + i, type: 'metrics', data: { global_step: step, [name]: y[i] } }))
    .map((line) => `${line}\n`)
    .join('');
}

async function ask({ engine }: TestEngine, request: Partial<GroupRequest>): Promise<Answer> {
  const answer = await engine.groupSeries(
    { ...VIEW, metrics: ['v'], groups: [], centre: 'mean', spread: 'std', ...request },
    'json',
  );
  if (!answer.ok) throw new Error(answer.failure.detail);
  return JSON.parse(Buffer.from(answer.value.body).toString()) as Answer;
}

const KEYS = reference.runs.map((_, i) => `seed${i}`);

async function seeds() {
  const root = tempRoot();
  reference.runs.forEach((run, i) => {
    root.write(`seed${i}/events.jsonl`, events(run));
  });
  return root;
}

test.each(reference.groups)(
  '$centre with $spread in buckets of $width is what plain Python makes of the runs',
  async (wanted) => {
    await using root = await seeds();
    await using tested = await testEngine(root.path);
    const { width, centre, spread, rows } = wanted;
    const { columns, series } = await ask(tested, {
      groups: [{ key: 'all', runs: KEYS }],
      width: width === 2 ? 1000 : 16,
      centre,
      spread,
    });
    expect(series[0]?.group).toEqual({ centre, runs: 5, with_points: 5, ended_early: 4, bucket: width });
    expect(columns.x.length).toBe(rows.length);
    rows.forEach((row, i) => {
      const found = [columns.x, columns.y, columns.low, columns.high, columns.n].map((column) => column[i] as number);
      row.forEach((value, k) => {
        expect(Math.abs((found[k] as number) - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
      });
    });
  },
);

test('runs that end early are counted and never carried on, and what is not there is said', async () => {
  await using root = await seeds();
  await using tested = await testEngine(root.path);
  const { columns, series, missing } = await ask(tested, {
    groups: [
      { key: 'long', runs: ['seed0', 'seed3', 'seed0'] },
      { key: 'short', runs: ['seed4', 'gone'] },
      { key: 'none', runs: ['gone'] },
    ],
  });
  expect(missing).toEqual(['gone']);
  expect(series.map(({ run, group }) => [run, group?.runs, group?.ended_early])).toEqual([
    ['long', 2, 1],
    ['short', 1, 0],
  ]);
  const { offset, length } = series[0] as SeriesHead['series'][number];
  const behind = columns.n.slice(offset, offset + length).filter((_, i) => columns.x[offset + i]! > 120);
  expect(behind.length).toBeGreaterThan(0);
  expect(new Set(behind)).toEqual(new Set([1]));
});

test('a smoothed group of one run is that run smoothed, point by point', async () => {
  await using root = await seeds();
  await using tested = await testEngine(root.path);
  const smoothing = { kind: 'ema', weight: 0.9 } as const;
  const { columns, series } = await ask(tested, { groups: [{ key: 'one', runs: ['seed0'] }], smoothing });
  const answer = await tested.engine.series({ ...VIEW, metrics: ['v'], runs: ['seed0'], smoothing, since: {} }, 'json');
  if (!answer.ok) throw new Error(answer.failure.detail);
  const own = JSON.parse(Buffer.from(answer.value.body).toString()) as Answer;
  const smooth = (from: Answer, head: SeriesHead['series']): number[] =>
    from.columns.y.slice(head[0]!.smooth_offset, head[0]!.smooth_offset + head[0]!.smooth_length);
  expect(smooth({ ...own, columns }, series)).toEqual(smooth(own, own.series));
  expect(series[0]?.smooth_length).toBe(120);
});

test('on the axis of another metric points stand at its value at their step; the others are counted', async () => {
  await using root = tempRoot();
  const { along, series } = reference;
  root.write('run/events.jsonl', events(series) + events(along, 'lr'));
  await using tested = await testEngine(root.path);
  const request = { ...VIEW, metrics: ['v'], runs: ['run'], x: 'metric:lr', width: 8192, since: {} } as const;
  const answer = await tested.engine.series({ ...request, metrics: ['v'], runs: ['run'] }, 'json');
  if (!answer.ok) throw new Error(answer.failure.detail);
  const { columns, series: lines } = JSON.parse(Buffer.from(answer.value.body).toString()) as Answer;
  expect(columns.x).toEqual(along.rows.map(([x]) => x));
  expect(columns.y).toEqual(along.rows.map(([, y]) => (typeof y === 'number' ? y : 0)));
  expect(lines[0]).toMatchObject({ logged: along.rows.length, without_x: series.x.length - along.rows.length });
});

test('a logarithmic axis has no place at or below 0, and each of its columns keeps its extremes', async () => {
  await using root = tempRoot();
  const x = Array.from({ length: 5_000 }, (_, i) => i - 9);
  const y = x.map((step) => (step === 3_000 ? 1e6 : Math.sin(step)));
  root.write('run/events.jsonl', events({ x, y }));
  await using tested = await testEngine(root.path);
  const request = { ...VIEW, metrics: ['v'], runs: ['run'], width: 64, log_x: true, since: {} };
  const answer = await tested.engine.series(request, 'json');
  if (!answer.ok) throw new Error(answer.failure.detail);
  const { columns, series } = JSON.parse(Buffer.from(answer.value.body).toString()) as Answer;
  expect(series[0]).toMatchObject({ without_x: 10, logged: 4_990, x_min: 1, y_max: 1e6, x_of_max: 3_000 });
  const columnOf = (step: number): number => Math.min(63, Math.floor((Math.log2(step) / Math.log2(4_990)) * 64));
  for (let k = 0; k < 64; k++) {
    const all = x.flatMap((step, i) => (step > 0 && columnOf(step) === k ? [y[i] as number] : []));
    const kept = columns.y.filter((_, i) => columnOf(columns.x[i] as number) === k);
    expect(kept.length).toBeLessThanOrEqual(8);
    if (all.length > 0) expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...all), Math.max(...all)]);
  }
});
