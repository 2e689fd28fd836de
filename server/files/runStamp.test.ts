import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempRoot } from '../testing/tempRoot.ts';
import { runStamp } from './runStamp.ts';

test('a folder looks the same at once and when its answer is waited for, also one that is gone', async () => {
  await using root = tempRoot();
  root.write('run/events.jsonl', '{}\n');
  root.write('run/events.worker-1.jsonl', '{}\n');
  root.write('run/meta.json', '{}');
  root.write('run/logs.txt', 'not looked at\n');
  const later = (): number => Date.now() + 10_000;
  for (const name of ['run', 'gone']) {
    const folder = join(root.path, name);
    const stamp = await runStamp(folder, false, later);
    expect(await runStamp(folder, true, later)).toEqual(stamp);
    expect(stamp.settled, name).toBe(name === 'run');
    expect(stamp.text.split('\n').map((line) => line.split(' ')[0])).toEqual(
      name === 'run' ? ['events.jsonl', 'events.worker-1.jsonl', 'meta.json'] : [''],
    );
  }
});

test.each([
  ['at once', false],
  ['when waited for', true],
])('a write, a new file and a time that was set back all change the stamp that is taken %s', async (_, onNetwork) => {
  await using root = tempRoot();
  const folder = join(root.path, 'run');
  const seen = new Set<string>();
  const look = async (): Promise<void> => void seen.add((await runStamp(folder, onNetwork)).text);
  root.write('run/events.jsonl', '{}\n');
  await look();
  root.write('run/events.jsonl', '{}\n{}\n');
  await look();
  root.write('run/summary.json', '{}');
  await look();
  utimesSync(join(folder, 'events.jsonl'), 1, 1);
  await look();
  expect(seen.size).toBe(4);
  expect((await runStamp(folder, onNetwork)).settled, 'changed a moment ago').toBe(false);
});
