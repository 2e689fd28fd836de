import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { tempRoot } from '../testing/tempRoot.ts';
import { testEngine } from '../testing/testEngine.ts';
import { answerProblem } from './problem.ts';
import { runRoutes } from './runs.ts';
import { valueRoutes } from './values.ts';

type Values = { columns: string[]; rows: { id: string; path: string; version: string; values: (number | null)[] }[] };

async function served(root: string, indexFile?: string) {
  const tested = await testEngine(root, indexFile);
  const app = new Hono().basePath('/api').route('/', valueRoutes(tested)).route('/', runRoutes(tested));
  app.onError(answerProblem(() => {}));
  const ask = async <T>(path: string): Promise<T> => (await app.request(`/api/${path}`)).json() as Promise<T>;
  return { ...tested, app, ask, [Symbol.asyncDispose]: () => tested[Symbol.asyncDispose]() };
}

const line = (data: object): string => `${JSON.stringify({ ts: 1_700_000_000, type: 'metrics', data })}\n`;

test('each value is what metric_list says of the run, also from an index that was closed', async () => {
  await using root = tempRoot('runicorn-0.6');
  await using index = tempRoot();
  const columns = ['last', 'first', 'min', 'max', 'mean', 'std', 'count'].flatMap((name) => [
    `${name}:train/loss`,
    `${name}:val/acc`,
    `${name}:no such metric`,
  ]);
  const query = `values?${columns.map((name) => `columns=${encodeURIComponent(name)}`).join('&')}`;
  let answers: Values[] = [];
  for (const round of ['reading', 'reopened']) {
    await using server = await served(root.path, `${index.path}/index.db`);
    const answer = await server.ask<Values>(query);
    expect(answer.columns).toEqual(columns);
    expect(answer.rows.length, round).toBeGreaterThan(5);
    for (const { id, version, values } of answer.rows) {
      const run = await server.ask<{ version: string }>(`runs/${id}`);
      expect(run.version).toBe(version);
      const list = await server.ask<({ name: string } & Record<string, number | null>)[]>(`runs/${id}/metric_list`);
      const wanted = columns.map((column) => {
        const [statistic = '', name = ''] = column.split(/:(.*)/s);
        return list.find((metric) => metric.name === name)?.[statistic] ?? null;
      });
      expect(values).toEqual(wanted);
    }
    answers = [...answers, answer];
  }
  expect(answers[1]).toEqual(answers[0]);
});

test('a step that was written again and a run of two files count as they stand now', async () => {
  await using root = tempRoot();
  root.write('p/a/events.jsonl', [9, 1, 5].map((loss, i) => line({ loss, global_step: [1, 2, 1][i] })).join(''));
  root.write('p/b/events.jsonl', line({ loss: 3, global_step: 1 }));
  root.write('p/b/events.rank1.jsonl', line({ loss: 2, global_step: 2 }) + line({ loss: 'NaN', global_step: 3 }));
  root.write('q/c/events.jsonl', line({ loss: 7, global_step: 1 }));
  await using server = await served(root.path);
  const { rows } = await server.ask<Values>('values?project=p&columns=max:loss,last:loss,count:loss');
  expect(rows.map(({ id, values }) => [id, values]).sort()).toEqual([
    ['a', [5, 1, 2]],
    ['b', [3, 2, 3]],
  ]);
  expect((await server.ask<Values>('values?columns=last:loss&runs=q/c,gone')).rows).toMatchObject([
    { id: 'c', path: 'q', values: [7] },
  ]);
});

test('metrics of a project are counted by runs; a name stands for its plain series', async () => {
  await using root = tempRoot();
  const labelled = (name: string, value: number, scale: string, labels: object) =>
    `${JSON.stringify({ ts: 1, type: 'metric', data: { name, value, step: 1, scale, labels } })}\n`;
  root.write('p/a/events.jsonl', line({ loss: 1, acc: 2, global_step: 1 }));
  root.write('p/b/events.jsonl', labelled('return', 5, 'EPISODE', {}) + labelled('loss', 6, 'EPISODE', {}));
  root.write('p/c/events.jsonl', labelled('loss', 4, 'ML_STEP', { rank: '1' }) + line({ loss: 8, global_step: 2 }));
  await using server = await served(root.path);
  expect(await server.ask('metrics?project=p')).toEqual([
    { name: 'loss', runs: 3 },
    { name: 'acc', runs: 1 },
    { name: 'return', runs: 1 },
  ]);
  expect(await server.ask('metrics?project=nope')).toEqual([]);
  const { rows } = await server.ask<Values>('values?columns=last:loss&columns=last:return');
  expect(rows.map(({ id, values }) => [id, values]).sort()).toEqual([
    ['a', [1, null]],
    ['b', [6, 5]],
    ['c', [8, null]],
  ]);
});

test('what some runs have logged is told with its scale and by how many of them, derived metrics included', async () => {
  await using root = tempRoot();
  const episode = `${JSON.stringify({ ts: 1, type: 'metric', data: { name: 'reward', value: 5, step: 1, scale: 'EPISODE' } })}\n`;
  root.write('p/a/events.jsonl', line({ 'train/loss': 1, global_step: 1 }));
  root.write('p/b/events.jsonl', line({ 'train/loss': 2, global_step: 1 }) + episode);
  root.write('p/b/meta.json', JSON.stringify({ aggregation_rules: [{ metric_name: 'reward', fns: ['mean'] }] }));
  root.write('p/c/events.jsonl', line({ other: 2, global_step: 1 }));
  await using server = await served(root.path);
  const asked = async (runs: string[]) => {
    const answer = await server.engine.loggedMetrics(runs);
    return answer.ok ? answer.value.map(({ name, scale, group, runs }) => [name, scale, group, runs]) : answer;
  };
  expect(await asked(['a', 'p/b', 'a', 'gone'])).toEqual([
    ['train/loss', 'ML_STEP', 'train', 2],
    ['reward', 'EPISODE', '', 1],
  ]);
  expect(await asked([])).toEqual([]);
});

test('a column that is none is refused by name', async () => {
  await using root = tempRoot();
  await using server = await served(root.path);
  for (const query of ['columns=loss', 'columns=best:loss', 'columns=last:', '']) {
    const answer = await server.app.request(`/api/values?${query}`);
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { detail: string }).detail).toMatch(/^columns: /);
  }
});
