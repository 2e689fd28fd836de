import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempRoot } from './testing/tempRoot.ts';
import { type TestEngine, testEngine } from './testing/testEngine.ts';

/** One line per answer: what it was and a hash of its bytes, so that a difference can be read. */
function brief(name: string, text: string): string {
  return `${name} ${text.length} ${createHash('sha1').update(text).digest('hex')}`;
}

async function everyAnswer({ engine, table }: TestEngine): Promise<string[]> {
  const list = await engine.runs({ project: null, ids: null, filter: null, sort: null, limit: null, offset: 0 });
  if (!list.ok) throw new Error(list.failure.detail);
  const rows = Buffer.from(list.value.body).toString();
  const answers = [brief('list', rows), brief('projects', JSON.stringify(await engine.projects()))];
  for (const { id } of JSON.parse(rows) as { id: string }[]) {
    for (const by of ['step', 'time'] as const) {
      answers.push(
        brief(`${id} ${by}`, await table(id, { by })),
        brief(`${id} ${by} 50`, await table(id, { by, downsample: 50 })),
      );
    }
    answers.push(brief(`${id} run`, JSON.stringify(await engine.run(id))));
    answers.push(
      brief(`${id} metrics, images`, JSON.stringify([await engine.metricList(id), await engine.images(id)])),
    );
    answers.push(brief(`${id} quarantine`, JSON.stringify(await engine.quarantine(id, { offset: 0, limit: 100 }))));
    const request = {
      runs: [id],
      metrics: ['train/loss', 'val/acc'],
      from: null,
      to: null,
      width: 64,
      since: {},
    } as const;
    for (const x of ['step', 'relative', 'wall', 'relstep'] as const) {
      const smoothing = { kind: 'ema', weight: 0.9 } as const;
      const series = await engine.series(
        { ...request, runs: [id], metrics: [...request.metrics], x, smoothing },
        'json',
      );
      answers.push(brief(`${id} series ${x}`, series.ok ? Buffer.from(series.value.body).toString() : ''));
    }
  }
  return answers;
}

test.each(['runicorn-0.6', 'synthetic'])(
  'deleting the index and starting again changes no byte of any answer on %s',
  async (fixture) => {
    await using root = tempRoot(fixture);
    const answers: string[][] = [];
    for (let round = 0; round < 2; round++) {
      await using tested = await testEngine(root.path);
      answers.push(await everyAnswer(tested));
    }
    expect(answers[1]).toEqual(answers[0]);
  },
);

test('a restart on the same index answers the same, and goes on where it stood', async () => {
  await using root = tempRoot('runicorn-0.6');
  await using first = await testEngine(root.path);
  const before = await everyAnswer(first);
  await first.engine.close();
  await using second = await testEngine(root.path, first.indexFile);
  expect(await everyAnswer(second)).toEqual(before);
});

test('lines taken in one by one, in odd pieces or as a whole give the same answers', async () => {
  await using source = tempRoot('runicorn-0.6');
  const id = '20261120_184458_f97157';
  const bytes = readFileSync(join(source.path, 'runs/digits/mlp', id, 'events.jsonl'));
  await using whole = await testEngine(source.path);
  const expected = await whole.table(id);
  const list = JSON.stringify(await whole.engine.metricList(id));
  for (const piece of [1_000, 4_099, 65_536]) {
    await using root = tempRoot();
    const file = root.write(`${id}/events.jsonl`, '');
    await using tested = await testEngine(root.path);
    for (let at = 0; at < bytes.length; at += piece) {
      appendFileSync(file, bytes.subarray(at, at + piece));
      await tested.engine.metricList(id);
    }
    expect(await tested.table(id)).toBe(expected);
    expect(JSON.stringify(await tested.engine.metricList(id))).toBe(list);
  }
});

test('a line cut at every byte position and then completed is never a wrong or lost row', async () => {
  const line = Buffer.from(
    `${JSON.stringify({ ts: 1.8e9, type: 'metrics', data: { 'verlust/größe': 0.25, global_step: 7, stage: 'train' } })}\n`,
  );
  const head = `${JSON.stringify({ ts: 1.7e9, type: 'metrics', data: { a: 1, global_step: 1 } })}\n`;
  await using root = tempRoot();
  for (let cut = 0; cut <= line.length; cut++)
    root.write(`cut${cut}/events.jsonl`, Buffer.concat([Buffer.from(head), line.subarray(0, cut)]));
  await using tested = await testEngine(root.path);
  for (let cut = 0; cut <= line.length; cut++) {
    const steps = async () =>
      (JSON.parse(await tested.table(`cut${cut}`)) as { rows: { global_step: number }[] }).rows.map(
        (row) => row.global_step,
      );
    expect(await steps()).toEqual(cut === line.length ? [1, 7] : [1]);
    appendFileSync(join(root.path, `cut${cut}/events.jsonl`), line.subarray(cut));
    expect(await steps()).toEqual([1, 7]);
    const detail = await tested.engine.run(`cut${cut}`);
    expect(detail.ok && detail.value.quarantined_lines).toBe(0);
  }
});

function lines(steps: number[], value: (step: number, i: number) => number): string {
  return steps
    .map(
      (step, i) =>
        `${JSON.stringify({ ts: 1.7e9 + i, type: 'metrics', data: { v: value(step, i), global_step: step } })}\n`,
    )
    .join('');
}

const SHORT = lines([1, 2, 3], (step) => step);

test.each([
  ['shorter', lines([1], () => 40)],
  ['equal', lines([1, 2, 3], (step) => 10 - step)],
  ['longer', lines([1, 2, 3, 4, 5], (step) => step * 100)],
])('a file truncated and rewritten %s is read anew', async (_name, content) => {
  await using root = tempRoot();
  const file = root.write('run/events.jsonl', SHORT);
  await using tested = await testEngine(root.path);
  await tested.table('run');
  writeFileSync(file, content);
  const expected = content
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { data: { v: number } }).data.v);
  const rows = (JSON.parse(await tested.table('run')) as { rows: { v: number }[] }).rows;
  expect(rows.map((row) => row.v)).toEqual(expected);
});

test.each(['shorter', 'equal', 'longer'])('a file replaced by a rename, %s, is read anew', async (size) => {
  await using root = tempRoot();
  const file = root.write('run/events.jsonl', SHORT);
  await using tested = await testEngine(root.path);
  await tested.table('run');
  const steps = size === 'shorter' ? [1] : size === 'equal' ? [1, 2, 3] : [1, 2, 3, 4];
  // The same head, so that only the identity and what stands before the cursor can tell.
  const content = lines(steps, (step) => (step === 1 ? 1 : 10 - step));
  renameSync(root.write('run/next', content), file);
  const rows = (JSON.parse(await tested.table('run')) as { rows: { v: number }[] }).rows;
  expect(rows.map((row) => row.v)).toEqual(steps.map((step) => (step === 1 ? 1 : 10 - step)));
});

test('a corrected step leaves minimum, maximum, statistics and charts, and stays among the raw writes', async () => {
  await using root = tempRoot();
  root.write('run/events.jsonl', lines([1, 2, 3], (step) => (step === 2 ? 1_000 : step)) + lines([2], () => 2));
  await using tested = await testEngine(root.path);
  const metrics = await tested.engine.metricList('run');
  if (!metrics.ok) throw new Error(metrics.failure.detail);
  expect(metrics.value).toMatchObject([{ count: 3, raw_count: 4, min: 1, max: 3, mean: 2, argmax: 3 }]);
  const request = { runs: ['run'], metrics: ['v'], x: 'step', from: null, to: null, width: 64, since: {} } as const;
  const series = await tested.engine.series(
    { ...request, runs: ['run'], metrics: ['v'], smoothing: { kind: 'none' } },
    'json',
  );
  if (!series.ok) throw new Error(series.failure.detail);
  const drawn = JSON.parse(Buffer.from(series.value.body).toString());
  expect([drawn.columns.y, drawn.series[0].y_max]).toEqual([[1, 2, 3], 3]);
  const raw = await tested.engine.rawMetrics({
    runId: 'run',
    projectName: null,
    logName: 'v',
    stepMin: 2,
    stepMax: 2,
    coords: null,
    limit: 10,
  });
  expect(raw.ok && raw.value.rows.map((row) => row.value)).toEqual([2, 1_000]);
});

test('a file deleted and made anew, perhaps with the same inode, is read anew', async () => {
  await using root = tempRoot();
  const file = root.write('run/events.jsonl', SHORT);
  await using tested = await testEngine(root.path);
  await tested.table('run');
  rmSync(file);
  writeFileSync(
    file,
    lines([1, 2, 3], () => 5),
  );
  const rows = (JSON.parse(await tested.table('run')) as { rows: { v: number }[] }).rows;
  expect(rows.map((row) => row.v)).toEqual([5, 5, 5]);
});

test('runs with the same first line are not mixed up', async () => {
  await using root = tempRoot();
  for (let i = 0; i < 20; i++) root.write(`run${i}/events.jsonl`, SHORT + lines([9], () => i));
  await using tested = await testEngine(root.path);
  for (let i = 0; i < 20; i++) {
    const rows = (JSON.parse(await tested.table(`run${i}`)) as { rows: { v: number }[] }).rows;
    expect(rows.at(-1)?.v).toBe(i);
  }
});

test('of random streams with repeats and disorder the last written of each step counts, at every size of piece', async () => {
  await using root = tempRoot();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.double({ noNaN: true, min: -10, max: 10 })), {
        minLength: 1,
        maxLength: 200,
      }),
      fc.integer({ min: 1, max: 200 }),
      async (points, piece) => {
        const name = `random${count++}`;
        const file = root.write(`${name}/events.jsonl`, '');
        await using own = await testEngine(join(root.path, name));
        for (let at = 0; at < points.length; at += piece) {
          const some = points.slice(at, at + piece);
          appendFileSync(
            file,
            lines(
              some.map(([step]) => step),
              (_, i) => some[i]?.[1] ?? 0,
            ),
          );
          await own.engine.metricList(name);
        }
        const current = new Map(points.map(([step, value]) => [step, value + 0]));
        const expected = [...current].sort(([a], [b]) => a - b);
        const table = JSON.parse(await own.table(name)) as { rows: { global_step: number; v: number }[] };
        expect(table.rows.map((row) => [row.global_step, row.v])).toEqual(
          expected.map(([step, value]) => [step, value === 0 ? 0 : value]),
        );
        const infos = await own.engine.metricList(name);
        if (!infos.ok) throw new Error(infos.failure.detail);
        const values = expected.map(([, value]) => value);
        const info = infos.value[0];
        expect([info?.count, info?.raw_count, info?.min, info?.max]).toEqual([
          values.length,
          points.length,
          Math.min(...values),
          Math.max(...values),
        ]);
      },
    ),
    { numRuns: 30 },
  );
});

test('a read-only root is served in full and nothing is written into it', async () => {
  await using root = tempRoot('runicorn-0.5');
  expect(basename(root.path)).toMatch(/^stepwell-test-/);
  await using tested = await testEngine(root.path);
  const list = await tested.engine.runs({ project: null, ids: null, filter: null, sort: null, limit: null, offset: 0 });
  expect(list.ok && list.value.total).toBe(3);
});
