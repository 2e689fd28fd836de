import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunStart, RunStarted } from '../shared/ingest.ts';
import type { Answer } from './engine/api.ts';
import { tempRoot } from './testing/tempRoot.ts';
import { testEngine } from './testing/testEngine.ts';

const START: RunStart = { key: 'cnn', project: 'digits', experiment: 'sweep 1', session: 'session-1' };

function value<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(answer.failure.detail);
  return answer.value;
}

function point(step: number, id?: string): unknown {
  return { ts: 1.7e9 + step, type: 'metrics', event_id: id, data: { global_step: step, 'train/loss': 1 / step } };
}

test('a run is created once for a session, resumed by its key, and goes on behind its last steps', async () => {
  await using root = tempRoot();
  await using tested = await testEngine(root.path);
  const { engine } = tested;
  const first = value(await engine.startRun(START));
  expect(first).toMatchObject({ path: 'digits/sweep 1', number: 1, resumed: false, last_steps: [] });
  expect(value(await engine.startRun(START))).toEqual(first);
  await engine.ingestEvents(first.id, [
    point(7),
    { type: 'metric', data: { name: 'r', value: 'NaN', step: 3, scale: 'EPISODE', labels: { env: 'a' } } },
  ]);
  const again = value(await engine.startRun({ ...START, session: 'session-2' }));
  expect(again).toMatchObject({
    id: first.id,
    resumed: true,
    last_steps: [
      { name: 'train/loss', scale: 'ML_STEP', labels: {}, step: 7 },
      { name: 'r', scale: 'EPISODE', labels: { env: 'a' }, step: 3 },
    ],
  });
  expect(await engine.startRun({ ...START, session: 'session-3', resume: 'Never' })).toMatchObject({
    ok: false,
    failure: { status: 409 },
  });
  expect(await engine.startRun({ ...START, key: 'other', session: 'session-3', resume: 'Must' })).toMatchObject({
    ok: false,
    failure: { status: 404 },
  });
});

test('the uncommitted changes of the first start are kept beside the run', async () => {
  await using root = tempRoot();
  await using tested = await testEngine(root.path);
  const first = value(await tested.engine.startRun({ ...START, git_diff: '+a = 2\n' }));
  value(await tested.engine.startRun({ ...START, session: 'session-2', git_diff: '+a = 3\n' }));
  expect(readFileSync(join(root.path, first.path, first.id, 'git.diff'), 'utf8')).toBe('+a = 2\n');
});

test('an event is taken once, over batches and restarts, and can be read at once', async () => {
  await using root = tempRoot();
  let run: RunStarted;
  {
    await using tested = await testEngine(root.path);
    run = value(await tested.engine.startRun(START));
    const batch = [point(1, 's:1'), point(2, 's:2'), point(2, 's:2')];
    expect(value(await tested.engine.ingestEvents(run.id, batch))).toEqual({
      accepted: 2,
      duplicates: 1,
      rejected: [],
    });
    expect(JSON.parse(await tested.table(run.id, { by: 'step' })).rows.length).toBe(2);
  }
  await using tested = await testEngine(root.path);
  const batch = [point(2, 's:2'), point(3, 's:3')];
  expect(value(await tested.engine.ingestEvents(run.id, batch))).toEqual({ accepted: 1, duplicates: 1, rejected: [] });
  const metrics = value(await tested.engine.metricList(run.id));
  expect(metrics).toMatchObject([{ name: 'train/loss', count: 3, raw_count: 3 }]);
});

test('a line that was being written when the server died is cut off, and its event is taken when it comes again', async () => {
  await using root = tempRoot();
  await using tested = await testEngine(root.path);
  const run = value(await tested.engine.startRun(START));
  await tested.engine.ingestEvents(run.id, [point(1, 's:1'), point(2, 's:2')]);
  const file = join(root.path, run.path, run.id, 'events.server.jsonl');
  const bytes = readFileSync(file);
  writeFileSync(file, Buffer.concat([bytes, bytes.subarray(0, 40)]));
  expect(value(await tested.engine.ingestEvents(run.id, [point(3, 's:3')])).accepted).toBe(1);
  truncateSync(file, readFileSync(file).length);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).event_id)).toEqual(['s:1', 's:2', 's:3']);
});

test('an item that cannot be used is named by index and field and takes nothing else down', async () => {
  await using root = tempRoot();
  await using tested = await testEngine(root.path);
  const { id } = value(await tested.engine.startRun(START));
  const items = [
    null,
    { type: 'nothing', data: {} },
    { type: 'metric', data: { name: '', value: 1 } },
    { type: 'metrics', data: { global_step: 1, loss: 'high' } },
    { type: 'image', data: { key: 'k', content: Buffer.from('text').toString('base64') } },
    { type: 'annotation', data: { text: 'saved', metadata: { path: 'a.pt' } } },
    { ts: 'now', type: 'log', data: { text: 'x' } },
  ];
  const answer = value(await tested.engine.ingestEvents(id, items));
  expect(answer.accepted).toBe(1);
  expect(answer.rejected.map(({ index, field }) => `${index} ${field}`)).toEqual([
    '0 ',
    '1 type',
    '2 data.name',
    '3 data.loss',
    '4 data.content',
    '6 ts',
  ]);
  expect(value(await tested.engine.annotations(id))).toMatchObject([{ text: 'saved' }]);
});

test('log text arrives once, and what a crash left without a mark is cut off', async () => {
  await using root = tempRoot();
  const log = (id: string, text: string): unknown => ({
    ts: 1.7e9,
    type: 'log',
    event_id: id,
    data: { text, step: 4 },
  });
  let run: RunStarted;
  {
    await using tested = await testEngine(root.path);
    run = value(await tested.engine.startRun(START));
    await tested.engine.ingestEvents(run.id, [log('s:1', 'one\n'), log('s:2', 'two\n')]);
  }
  const file = join(root.path, run.path, run.id, 'logs.txt');
  writeFileSync(file, `${readFileSync(file, 'utf8')}thr`);
  await using tested = await testEngine(root.path);
  const answer = value(await tested.engine.ingestEvents(run.id, [log('s:2', 'two\n'), log('s:3', 'three\n')]));
  expect(answer).toEqual({ accepted: 1, duplicates: 1, rejected: [] });
  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\nthree\n');
});

test('images become files, status and summary are merged, folders have ids that follow from their paths', async () => {
  await using root = tempRoot();
  await using tested = await testEngine(root.path);
  const { engine } = tested;
  const run = value(await engine.startRun({ ...START, meta: { config: { lr: 0.1 }, tags: ['a'] } }));
  const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(20)]);
  await engine.ingestEvents(run.id, [
    { type: 'image', event_id: 's:1', data: { key: 'samples', step: 2, content: png.toString('base64') } },
  ]);
  const [image] = value(await engine.images(run.id));
  expect(image).toMatchObject({ key: 'samples', step: 2, exists: true });
  expect(existsSync(join(root.path, run.path, run.id, image?.path ?? ''))).toBe(true);
  await engine.patchRun(run.id, { summary: { acc: 0.9 }, config: { batch: 8 } });
  const patched = value(await engine.patchRun(run.id, { status: 'finished', summary: { loss: 0.1 } }));
  expect(patched).toMatchObject({
    status: 'finished',
    summary: { acc: 0.9, loss: 0.1 },
    config: { lr: 0.1, batch: 8 },
  });
  const made = value(await engine.makeFolder('/team/a b/'));
  expect(made).toMatchObject({ path: 'team/a b', created: true });
  expect(value(await engine.folders('team/a b'))).toEqual([{ id: made.id, path: 'team/a b' }]);
  const below = await engine.startRun({ key: 'k', folder_id: made.id, session: 'session-9' });
  expect(value(below).path).toBe('team/a b');
  const both = await engine.startRun({ key: 'k', folder_id: made.id, folder_path: 'x', session: 'session-9' });
  expect(both).toMatchObject({ ok: false, failure: { status: 422 } });
});
