import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from './testing/runServer.ts';
import { tempRoot } from './testing/tempRoot.ts';
import { type TestEngine, testEngine } from './testing/testEngine.ts';

const COUNT = 3_000;

function lines(from: number): string {
  let text = '';
  for (let step = from; step < from + COUNT; step++)
    text += `{"ts": ${1_700_000_000 + step}, "type": "metrics", "data": {"global_step": ${step}, "loss": ${step}}}\n`;
  return text;
}

/** Steps and values of a run, once its last step is `last`. */
async function told(tested: TestEngine, run: string, last: number): Promise<[number, number][]> {
  const ask = async (): Promise<[number, number][]> => {
    const { rows } = JSON.parse(await tested.table(run)) as { rows: { global_step: number; loss: number }[] };
    return rows.map((row) => [row.global_step, row.loss]);
  };
  return until(ask, (rows) => rows.at(-1)?.[0] === last);
}

const expected = (from: number): [number, number][] => Array.from({ length: COUNT }, (_, i) => [from + i, from + i]);

test.each([
  ['written over', (file: string, text: string) => writeFileSync(file, text)],
  [
    'replaced by rename',
    (file: string, text: string) => {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    },
  ],
])('nothing that was looked at of a file stands for what it holds after it was %s', async (_, replace) => {
  await using root = tempRoot();
  root.write('a/events.jsonl', lines(0));
  await using tested = await testEngine(root.path);
  expect(await told(tested, 'a', COUNT - 1)).toEqual(expected(0));
  replace(join(root.path, 'a', 'events.jsonl'), lines(100_000));
  expect(await told(tested, 'a', 100_000 + COUNT - 1)).toEqual(expected(100_000));
});

test('nothing that was looked at of a run that is gone stands for the run that comes next', async () => {
  await using root = tempRoot();
  root.write('a/events.jsonl', lines(0));
  await using tested = await testEngine(root.path);
  expect(await told(tested, 'a', COUNT - 1)).toEqual(expected(0));
  expect((await tested.engine.deleteRun('a')).ok).toBe(true);
  await until(
    async () => (await tested.rows()).length,
    (runs) => runs === 0,
  );
  root.write('b/events.jsonl', lines(50_000));
  await until(
    async () => (await tested.rows()).length,
    (runs) => runs === 1,
  );
  expect(await told(tested, 'b', 50_000 + COUNT - 1)).toEqual(expected(50_000));
});
