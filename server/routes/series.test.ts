import { tableFromIPC } from '@uwdata/flechette';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { SeriesHead } from '../../shared/series.ts';
import { tempRoot } from '../testing/tempRoot.ts';
import { testEngine } from '../testing/testEngine.ts';
import { answerProblem } from './problem.ts';
import { seriesRoutes } from './series.ts';

const ARROW = 'application/vnd.apache.arrow.stream';

async function served() {
  const root = tempRoot();
  const line = (step: number, v: number): string =>
    `{"ts":${1.7e9 + step},"type":"metrics","data":{"v":${v},"lr":${10 - step},"global_step":${step}}}\n`;
  root.write('a/events.jsonl', line(1, 1) + line(2, 2) + line(3, 3));
  root.write('b/events.jsonl', line(1, 3) + line(2, 6));
  const tested = await testEngine(root.path);
  const app = new Hono().basePath('/api').route('/', seriesRoutes(tested));
  app.onError(answerProblem(() => {}));
  return {
    get: (query: string) => app.request(`/api/series?${query}`),
    post: (body: unknown, accept = 'application/json') =>
      app.request('/api/group_series', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: accept },
        body: JSON.stringify(body),
      }),
    [Symbol.asyncDispose]: async () => {
      await tested[Symbol.asyncDispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}

test('a group answers the same as JSON columns and as an Arrow stream, with its band and the number of runs', async () => {
  await using server = await served();
  const body = { groups: [{ key: 'both', runs: ['a', 'b'] }], metrics: ['v'], spread: 'minmax' };
  const json = (await (await server.post(body)).json()) as SeriesHead & { columns: Record<string, number[]> };
  expect(json.columns).toEqual({
    series: [0, 0, 0],
    part: [0, 0, 0],
    x: [1, 2, 3],
    y: [2, 4, 3],
    flag: [0, 0, 0],
    low: [1, 2, 3],
    high: [3, 6, 3],
    n: [2, 2, 1],
  });
  const answer = await server.post(body, ARROW);
  expect(answer.headers.get('content-type')).toBe(ARROW);
  const table = tableFromIPC(new Uint8Array(await answer.arrayBuffer()));
  expect(JSON.parse(table.schema.metadata?.get('stepwell') ?? '')).toEqual({ ...json, columns: undefined });
  for (const [name, values] of Object.entries(json.columns)) expect([...(table.getChild(name) ?? [])]).toEqual(values);
});

test('a line stands over another metric when the address asks for it, and what makes no sense is named', async () => {
  await using server = await served();
  const line = (await (await server.get('runs=a&metrics=v&x=metric:lr&log_x=true')).json()) as {
    columns: { x: number[]; y: number[] };
  };
  expect([line.columns.x, line.columns.y]).toEqual([
    [7, 8, 9],
    [3, 2, 1],
  ]);
  const detail = async (answer: Response | Promise<Response>) => [(await answer).status, await (await answer).json()];
  expect(await detail(server.get('runs=a&metrics=v&x=metric:'))).toEqual([
    422,
    { detail: 'x: step, relative, wall, relstep or metric:<name>' },
  ]);
  expect((await server.get('runs=a&metrics=v&log_x=1')).status).toBe(422);
  expect((await server.get('runs=a&metrics=v&coords=episode')).status).toBe(422);
  expect((await server.post({ groups: [], metrics: ['v'] })).status).toBe(422);
  expect((await server.post({ groups: [{ key: 'k', runs: ['a'] }], metrics: ['v'], centre: 'mode' })).status).toBe(422);
});
