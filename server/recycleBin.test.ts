import { existsSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runKey } from './ingest/runState.ts';
import { tempRoot } from './testing/tempRoot.ts';
import { testEngine } from './testing/testEngine.ts';

const LINE = '{"ts":1700000000,"type":"metrics","data":{"loss":1,"global_step":1}}\n';

test('a walk that takes long does not undo what was restored meanwhile', async () => {
  await using root = tempRoot();
  for (const name of ['slow', 'back']) root.write(`p/${name}/events.jsonl`, LINE);
  root.write('p/back/.deleted', '');
  await using served = await testEngine(root.path);
  const { indexer, ...engine } = served.engine;
  // The walk that drops this run has read all folders, and waits for whoever works on the run.
  let letGo: () => void = () => undefined;
  const slow = indexer.runs.get(runKey(root.path, 'p/slow', ''));
  const held = slow?.lock(() => new Promise<void>((resolve) => (letGo = resolve)));
  const deleting = engine.deleteRun('p/slow');
  while (indexer.runs.size > 0) await turn();
  const restoring = engine.restoreRun('p/back');
  for (let turns = 0; turns < 200; turns++) await turn();
  letGo();
  await Promise.all([held, deleting, restoring]);
  expect(indexer.deleted.map(({ dir }) => dir)).toEqual(['p/slow']);
  expect((await served.rows()).map(({ id }) => id)).toEqual(['back']);
});

test('a run that begins while a walk takes long is not dropped by it', async () => {
  await using root = tempRoot();
  root.write('p/slow/events.jsonl', LINE);
  await using served = await testEngine(root.path);
  const { indexer, ...engine } = served.engine;
  let letGo: () => void = () => undefined;
  const held = indexer.runs
    .get(runKey(root.path, 'p/slow', ''))
    ?.lock(() => new Promise<void>((resolve) => (letGo = resolve)));
  const deleting = engine.deleteRun('p/slow');
  while (indexer.runs.size > 0) await turn();
  root.write('p/new/events.jsonl', LINE);
  expect((await indexer.lookAt(root.path, 'p/new'))?.dir).toBe('p/new');
  letGo();
  await Promise.all([held, deleting]);
  expect((await served.rows()).map(({ id }) => id)).toEqual(['new']);
});

test('a run whose folder has become a link to another is dropped', async () => {
  await using root = tempRoot();
  await using outside = tempRoot();
  root.write('p/a/events.jsonl', LINE);
  outside.write('b/events.jsonl', LINE);
  await using served = await testEngine(root.path);
  rmSync(join(root.path, 'p/a'), { recursive: true });
  symlinkSync(join(outside.path, 'b'), join(root.path, 'p/a'));
  await served.engine.indexer.walk();
  expect(await served.rows()).toEqual([]);
});

test('a run that left the bin by other hands is not removed for good', async () => {
  await using root = tempRoot();
  root.write('p/a/events.jsonl', LINE);
  root.write('p/a/.deleted', '');
  await using served = await testEngine(root.path);
  const { engine } = served;
  const marker = join(root.path, 'p/a/.deleted');
  unlinkSync(marker);
  const refused = await engine.removeRun('p/a', false);
  expect(refused.ok ? refused : refused.failure).toMatchObject({
    status: 409,
    detail: 'a is not in the recycle bin any more',
  });
  expect(existsSync(join(root.path, 'p/a/events.jsonl'))).toBe(true);
  writeFileSync(marker, '');
  expect((await engine.removeRun('p/a', false)).ok).toBe(true);
  expect(existsSync(join(root.path, 'p/a'))).toBe(false);
});
