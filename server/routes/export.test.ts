import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { csvCell } from '../query/exportRows.ts';
import { tempRoot } from '../testing/tempRoot.ts';
import { testEngine } from '../testing/testEngine.ts';
import { exportRoutes } from './export.ts';
import { answerProblem } from './problem.ts';

test('every point of several runs comes as a line, in pieces, and reads back as it was', async () => {
  await using root = tempRoot();
  const line = (i: number): string =>
    `{"ts":${1.7e9 + i},"type":"metrics","data":{"loss":${i === 7 ? 'NaN' : i / 3},"global_step":${i}}}\n`;
  root.write(join('p', 'a', 'events.jsonl'), Array.from({ length: 45_000 }, (_, i) => line(i)).join(''));
  const labelled = { type: 'metric', ts: 1.7e9, data: { name: '=r,"x"', value: 1, step: null, labels: { env: 'a' } } };
  root.write(join('p', 'b', 'events.jsonl'), `${JSON.stringify(labelled)}\n`);
  await using tested = await testEngine(root.path);
  const app = new Hono().basePath('/api').route('/', exportRoutes(tested));
  app.onError(answerProblem(() => {}));
  const csv = await (await app.request('/api/export?runs=a,b')).text();
  const rows = csv.trimEnd().split('\n');
  expect(rows.length).toBe(1 + 45_000 + 1);
  expect(rows.slice(0, 2)).toEqual(['run,metric,scale,labels,step,time,value', 'a,loss,ML_STEP,,0,1700000000,0']);
  expect(rows[8]).toBe('a,loss,ML_STEP,,7,1700000007,NaN');
  expect(rows.at(-1)).toBe(`b,"'=r,""x""",ML_STEP,"{""env"":""a""}",,1700000000,1`);
  const jsonl = await (await app.request('/api/runs/a/export?format=jsonl')).text();
  const points = jsonl
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as { step: number; value: unknown });
  expect(points.map(({ value }) => value)).toEqual(Array.from({ length: 45_000 }, (_, i) => (i === 7 ? 'NaN' : i / 3)));
  expect((await app.request('/api/runs/none/export')).status).toBe(404);
  expect((await app.request('/api/runs/a/export?format=xls')).status).toBe(422);
});

test('the export of a run can be narrowed to metrics and steps; what has no step lies outside of any bound', async () => {
  await using root = tempRoot();
  const lines = [0, 1, 2, 3].map(
    (step) => `{"ts":1700000000,"type":"metrics","data":{"a,b":${step},"c":1,"global_step":${step}}}\n`,
  );
  lines.push('{"ts":1700000009,"type":"metric","data":{"name":"a,b","value":9}}\n');
  root.write(join('p', 'a', 'events.jsonl'), lines.join(''));
  await using tested = await testEngine(root.path);
  const app = new Hono().basePath('/api').route('/', exportRoutes(tested));
  app.onError(answerProblem(() => {}));
  const points = async (query: string): Promise<number> =>
    (await (await app.request(`/api/runs/a/export?${query}`)).text()).trimEnd().split('\n').length - 1;
  expect(await points('metrics=c')).toBe(4);
  expect(await points('metrics=a%2Cb&metrics=none')).toBe(5);
  expect(await points('from=1&to=2')).toBe(4);
  expect(await points('metrics=c&from=3')).toBe(1);
  expect(await points('metrics=none')).toBe(0);
  expect((await app.request('/api/runs/a/export?from=x')).status).toBe(422);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+a', "'+a"],
  ['-a', "'-a"],
  ['@x', "'@x"],
  ['\tx', "'\tx"],
  ['a"b', '"a""b"'],
  ['a\nb', '"a\nb"'],
  ['plain', 'plain'],
])('the text %j is the cell %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});
