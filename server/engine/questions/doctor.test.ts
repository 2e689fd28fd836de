import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Diagnosis, Finding } from '../../../shared/doctor.ts';
import { tempRoot } from '../../testing/tempRoot.ts';
import { testEngine } from '../../testing/testEngine.ts';

const LINE = '{"ts":1700000000,"type":"metrics","data":{"loss":1,"global_step":1}}\n';

async function diagnose(root: string, limit = 1_000): Promise<Diagnosis> {
  await using tested = await testEngine(root);
  const answer = await tested.engine.diagnose(limit);
  if (!answer.ok) throw new Error(answer.failure.detail);
  return answer.value;
}

function ofKind({ findings }: Diagnosis, kind: Finding['kind']): Finding[] {
  return findings.filter((finding) => finding.kind === kind);
}

test('a folder of healthy runs has no finding', async () => {
  await using root = tempRoot('runicorn-0.6');
  const { findings, total, problems, checked } = await diagnose(root.path);
  expect({ findings, total, problems }).toEqual({ findings: [], total: 0, problems: 0 });
  expect(checked.runs).toBeGreaterThan(3);
  expect(checked.lines).toBeGreaterThan(1_000);
});

test('each line that cannot be used is found with its place in bytes and its reason', async () => {
  await using root = tempRoot();
  const bad = [Buffer.from('{"cut": \n'), Buffer.from([0x22, 0xff, 0x22, 0x0a]), Buffer.from('"text"\n')];
  const file = root.write('p/a/events.jsonl', Buffer.concat([Buffer.from(LINE), ...bad, Buffer.from(LINE)]));
  root.write('p/a/events.rank1.jsonl', 'nothing\n');
  expect(file).toContain('events.jsonl');
  const found = ofKind(await diagnose(root.path), 'quarantined_line');
  expect(found.map(({ run, file, line, offset, bytes, what }) => [run, file, line, offset, bytes, what])).toEqual([
    ['p/a', 'events.jsonl', 2, LINE.length, 9, 'The line cannot be used: not valid JSON.'],
    ['p/a', 'events.jsonl', 3, LINE.length + 9, 4, 'The line cannot be used: not valid UTF-8.'],
    ['p/a', 'events.jsonl', 4, LINE.length + 13, 7, 'The line cannot be used: not a JSON object.'],
    ['p/a', 'events.rank1.jsonl', 1, 0, 8, 'The line cannot be used: not valid JSON.'],
  ]);
  for (const { advice, severity } of found) expect([advice === '', severity]).toEqual([false, 'problem']);
});

test('what is beyond the limit is counted', async () => {
  await using root = tempRoot();
  root.write('p/a/events.jsonl', 'bad\n'.repeat(50));
  root.write('p/b/events.jsonl', 'bad\n'.repeat(50));
  const { findings, total, problems } = await diagnose(root.path, 60);
  expect([findings.length, total, problems]).toEqual([60, 100, 100]);
  expect(await diagnose(root.path, 0)).toMatchObject({ findings: [], total: 100, problems: 100 });
});

test('an unfinished line is a problem where nobody is there to finish it', async () => {
  await using root = tempRoot();
  root.write('p/gone/events.jsonl', `${LINE}{"ts":`);
  root.write('p/gone/status.json', '{"status":"finished"}');
  root.write('p/live/events.jsonl', `${LINE}{"ts":`);
  root.write('p/live/status.json', JSON.stringify({ status: 'running', heartbeat_at: Date.now() / 1000 }));
  const diagnosis = await diagnose(root.path);
  const at = { file: 'events.jsonl', line: 2, offset: LINE.length, bytes: 6 };
  expect(ofKind(diagnosis, 'pending_bytes')).toMatchObject([
    { run: 'p/gone', severity: 'problem', ...at },
    { run: 'p/live', severity: 'note', ...at },
  ]);
  expect(diagnosis.problems).toBe(1);
});

test('data that is shown nowhere is a problem, and beside a run that is shown a note', async () => {
  await using root = tempRoot();
  root.write('p/a/events.jsonl', LINE);
  root.write('p/a/events.out.tfevents.1', 'x');
  root.write('p/only/events.out.tfevents.2', 'x');
  root.write('p/wandb/run-1/run-1.wandb', 'x');
  root.write('p/rows.jsonl', '{"text": "a data set"}\n');
  const found = ofKind(await diagnose(root.path), 'no_reader').map(({ file, severity }) => [file, severity]);
  expect(found.sort()).toEqual([
    ['p/a/events.out.tfevents.1', 'note'],
    ['p/only/events.out.tfevents.2', 'problem'],
    ['p/rows.jsonl', 'note'],
    ['p/wandb', 'problem'],
  ]);
});

test('files and folders that cannot be read are named with the reason', async () => {
  await using root = tempRoot();
  await using outside = tempRoot();
  root.write('p/a/events.jsonl', LINE);
  root.write('p/a/meta.json', '{"cut":');
  root.write('p/b/status.json', '{}');
  symlinkSync(outside.write('elsewhere.jsonl', LINE), join(root.path, 'p', 'b', 'events.jsonl'));
  // A path that no call can take: nobody can read that folder by its name, whatever the rights.
  const deep = 'for i in $(seq 18); do mkdir "$1" && cd -P "$1" || exit 1; done';
  expect(spawnSync('sh', ['-c', deep, 'sh', 'x'.repeat(250)], { cwd: root.path }).status).toBe(0);
  try {
    const diagnosis = await diagnose(root.path);
    expect(ofKind(diagnosis, 'unreadable_file')).toMatchObject([
      { run: 'p/a', file: 'meta.json', severity: 'problem' },
      { run: 'p/b', file: 'events.jsonl', what: expect.stringContaining('symbolic link') },
    ]);
    const [folder, ...others] = ofKind(diagnosis, 'unreadable_folder');
    expect(others).toEqual([]);
    expect(folder).toMatchObject({ severity: 'problem', what: expect.stringContaining('ENAMETOOLONG') });
    expect(folder?.advice).toContain('shorten');
  } finally {
    spawnSync('rm', ['-rf', join(root.path, 'x'.repeat(250))]);
  }
});

test('ids that are there twice, unknown events and values that are no numbers are told', async () => {
  await using root = tempRoot();
  root.write('p/same/events.jsonl', `${LINE}{"ts":1,"type":"hello","data":{}}\n`);
  root.write(
    'q/same/events.jsonl',
    '{"ts":1,"type":"metrics","data":{"a":1,"note":"text","on":true,"global_step":1}}\n',
  );
  const diagnosis = await diagnose(root.path);
  expect(ofKind(diagnosis, 'repeated_id')).toMatchObject([
    { severity: 'problem', what: '2 runs have the id same: p/same, q/same.' },
  ]);
  expect(ofKind(diagnosis, 'unknown_events')).toMatchObject([{ run: 'p/same', severity: 'note' }]);
  expect(ofKind(diagnosis, 'values_without_number')).toMatchObject([
    { run: 'q/same', what: '2 values of metrics lines are text, booleans, lists or objects.' },
  ]);
  // Problems come first.
  expect(diagnosis.findings.map(({ severity }) => severity)).toEqual(['problem', 'note', 'note']);
});
