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
