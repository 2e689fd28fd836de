import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPlainRelative, openInside } from './openInside.ts';

let outside: string;
let run: string;

beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'stepwell-open-'));
  run = join(outside, 'run');
  mkdirSync(join(run, 'media', 'deep'), { recursive: true });
  mkdirSync(`${run}-evil`);
  writeFileSync(join(outside, 'secret.txt'), 'canary');
  writeFileSync(join(`${run}-evil`, 'secret.txt'), 'canary');
  writeFileSync(join(run, 'media', 'a.png'), 'inside');
  writeFileSync(join(run, 'media', '..dots..'), 'inside');
  writeFileSync(join(run, 'media', '%2e%2e'), 'inside');
  symlinkSync(join(outside, 'secret.txt'), join(run, 'media', 'link'));
  symlinkSync('../../secret.txt', join(run, 'media', 'relative-link'));
  symlinkSync(outside, join(run, 'media', 'out'));
  symlinkSync(`${run}-evil`, join(run, 'evil'));
  symlinkSync('a.png', join(run, 'media', 'inner-link'));
  symlinkSync('loop', join(run, 'media', 'loop'));
});

afterAll(() => rmSync(outside, { recursive: true, force: true }));

async function read(relative: string): Promise<string> {
  const result = await openInside(run, relative);
  if (!result.ok) return result.reason;
  const text = await result.file.handle.readFile('utf8');
  await result.file.handle.close();
  return text;
}

test('files below the folder open, also through links that stay below it', async () => {
  for (const path of ['media/a.png', './media//a.png', 'media/..dots..', 'media/%2e%2e', 'media/inner-link']) {
    expect(await read(path), path).toBe('inside');
  }
});

test('links that lead out are refused wherever they stand in the path', async () => {
  for (const path of ['media/link', 'media/relative-link', 'media/out/secret.txt', 'evil/secret.txt', 'media/loop']) {
    expect(await read(path), path).toBe('refused');
  }
});

test.each([
  '',
  '/etc/passwd',
  '..',
  '../secret.txt',
  'media/../../secret.txt',
  'media/..',
  'media\\..\\..\\secret.txt',
  'C:/windows/win.ini',
  'c:secret.txt',
  'media/a.png\0.txt',
])('%j is refused by its text alone', async (path) => {
  expect(isPlainRelative(path)).toBe(false);
  expect(await read(path)).toBe('refused');
});

test('folders, missing files and files used as folders are told apart from refusals', async () => {
  expect(await read('media')).toBe('irregular');
  expect(await read('media/none.png')).toBe('missing');
  expect(await read('media/a.png/b')).toBe('missing');
  expect(await read(`media/${'x'.repeat(300)}`)).toBe('missing');
  expect((await openInside(join(outside, 'gone'), 'a')).ok).toBe(false);
});

test.skipIf(process.platform === 'win32')('a pipe neither hangs nor opens', async () => {
  execFileSync('mkfifo', [join(run, 'media', 'pipe')]);
  expect(await read('media/pipe')).toBe('irregular');
});

test('a file whose folder is swapped for a link while it is opened never yields what lies outside', async () => {
  mkdirSync(join(run, 'swap'));
  writeFileSync(join(run, 'swap', 'secret.txt'), 'inside');
  symlinkSync(outside, join(run, 'swap-link'));
  let swapping = true;
  const swapper = (async () => {
    while (swapping) {
      renameSync(join(run, 'swap'), join(run, 'swap-real'));
      renameSync(join(run, 'swap-link'), join(run, 'swap'));
      await new Promise(setImmediate);
      renameSync(join(run, 'swap'), join(run, 'swap-link'));
      renameSync(join(run, 'swap-real'), join(run, 'swap'));
      await new Promise(setImmediate);
    }
  })();
  const seen = new Set<string>();
  for (let i = 0; i < 500; i++) seen.add(await read('swap/secret.txt'));
  swapping = false;
  await swapper;
  expect(seen.has('canary')).toBe(false);
});

test('a hard link is an ordinary file of the folder', async () => {
  linkSync(join(run, 'media', 'a.png'), join(run, 'media', 'hard.png'));
  expect(await read('media/hard.png')).toBe('inside');
});
