import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { tempRoot } from '../testing/tempRoot.ts';
import type { LogFile } from './logFile.ts';
import { LogFiles } from './logFiles.ts';
import { offsetOfLine } from './offsetOfLine.ts';

const NEVER = new AbortController().signal;

/** State after counting all lines, with what makes comparing hard left out. */
async function counted(file: LogFile) {
  await file.look(true);
  await file.countTo(Number.POSITIVE_INFINITY, NEVER);
  const { exists, generation, size, total } = file.state();
  return { exists, generation, size, total };
}

function logIn(root: { path: string; write(name: string, content: string): string }, content: string) {
  const path = root.write('logs.txt', content);
  const file = new LogFiles().get(root.path);
  return { path, file };
}

test('lines are counted as they come', async () => {
  await using root = tempRoot();
  const { path, file } = logIn(root, 'one\ntwo\ntor');
  const first = await counted(file);
  expect(first).toMatchObject({ exists: true, size: 11, total: 2 });
  appendFileSync(path, 'n\n\nmore\n');
  expect(await counted(file)).toEqual({ ...first, size: 19, total: 5 });
});

function replace(path: string, content: string): void {
  writeFileSync(`${path}2`, content);
  renameSync(`${path}2`, path);
}

/** Often gets the same inode. */
function remake(path: string): void {
  rmSync(path);
  writeFileSync(path, 'ONE\ntwo\nthr\n');
}

const REWRITES: [name: string, rewrite: (path: string) => void][] = [
  ['shorter', (path) => writeFileSync(path, 'a\n')],
  ['as long', (path) => writeFileSync(path, 'a\nb\nc\nd\ne\nf\n')],
  ['longer', (path) => writeFileSync(path, 'a\nb\nc\nd\ne\nf\ng\nh\n')],
  ['longer, with the same beginning', (path) => writeFileSync(path, 'one\ntwo\nTHREE\nfour\nfive\n')],
  ['truncated to nothing', (path) => truncateSync(path, 0)],
  ['replaced', (path) => replace(path, 'another file\nwith lines\n')],
  ['deleted and made again', remake],
];

test.each(REWRITES)(
  'a log that was rewritten (%s) is a new generation, also within one tick of the clock',
  async (_name, rewrite) => {
    await using root = tempRoot();
    for (let round = 0; round < 20; round++) {
      const { path, file } = logIn(root, 'one\ntwo\nthr\n');
      const before = await counted(file);
      rewrite(path);
      const after = await counted(file);
      expect(after.generation).not.toBe(before.generation);
      expect(after.size).toBe(statSync(path).size);
    }
  },
);

test('a log that went and came is a new generation, and gone in between', async () => {
  await using root = tempRoot();
  const { path, file } = logIn(root, 'one\n');
  const before = await counted(file);
  rmSync(path);
  expect(await counted(file)).toMatchObject({ exists: false, size: 0, total: 0 });
  writeFileSync(path, 'one\ntwo\n');
  const after = await counted(file);
  expect(after).toMatchObject({ exists: true, total: 2 });
  expect(after.generation).not.toBe(before.generation);
});

test('a longer copy in its place, and a touch, are the same log', async () => {
  await using root = tempRoot();
  const { path, file } = logIn(root, 'one\ntwo\n');
  const before = await counted(file);
  utimesSync(path, 1, 1);
  expect(await counted(file)).toEqual(before);
  replace(path, 'one\ntwo\nthree\n');
  expect(await counted(file)).toEqual({ ...before, size: 14, total: 3 });
});

test('what is no plain file in the folder says so and is not read', async () => {
  await using root = tempRoot();
  const secret = root.write('outside/secret.txt', 'secret\n');
  const path = root.write('run/logs.txt', '');
  const file = new LogFiles().get(dirname(path));
  rmSync(path);
  symlinkSync(secret, path);
  await file.look();
  expect(file.state()).toMatchObject({ exists: false, problem: "logs.txt points outside the run's folder", size: 0 });
  rmSync(path);
  mkdirSync(path);
  await file.look();
  expect(file.state()).toMatchObject({ exists: false, problem: 'logs.txt is not a regular file' });
  rmSync(path, { recursive: true });
  await file.look();
  expect(file.state()).toMatchObject({ exists: false, problem: null });
  writeFileSync(path, 'one\n');
  await file.look();
  expect(file.state()).toMatchObject({ exists: true, problem: null });
});

test('every line starts where the index says, in a file of many blocks that grows', async () => {
  await using root = tempRoot();
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i} ${'x'.repeat((i * 7919) % 200)}`);
  const { path, file } = logIn(root, '');
  for (let at = 0; at < lines.length; at += 3_001) {
    const text = `${lines.slice(at, at + 3_001).join('\n')}\n`;
    appendFileSync(path, text.slice(0, 100_000));
    await counted(file);
    appendFileSync(path, text.slice(100_000));
  }
  expect((await counted(file)).total).toBe(20_000);
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length + 1;
  }
  await file.use(async (log) => {
    for (let line = 1; line <= 20_000; line += 37) {
      expect(log && (await offsetOfLine(log, line))).toBe(starts[line - 1]);
    }
  });
});

test('looks that overlap never take growth for a truncation', async () => {
  await using root = tempRoot();
  const { path, file } = logIn(root, 'one\n');
  const { generation } = await counted(file);
  const looks: Promise<void>[] = [];
  for (let i = 0; i < 200; i++) {
    appendFileSync(path, 'more\n');
    looks.push(file.look(i % 2 === 0));
  }
  await Promise.all(looks);
  expect(await counted(file)).toMatchObject({ generation, total: 201 });
});

test('logs that nobody follows are forgotten, oldest first', async () => {
  await using root = tempRoot();
  const logs = new LogFiles();
  const followed = logs.follow(root.path);
  const idle = logs.get(`${root.path}/0`);
  for (let i = 1; i <= 100; i++) logs.get(`${root.path}/${i}`);
  expect(logs.get(root.path)).toBe(followed.file);
  expect(logs.get(`${root.path}/0`)).not.toBe(idle);
  followed.stop();
  logs.close();
});
