import { spawnSync } from 'node:child_process';
import { constants, mkdirSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { EventFile } from './eventFile.ts';
import { LogFile } from './logFile.ts';
import { Reporter } from './reporter.ts';
import { openRun } from './testing/openRun.ts';
import { points, readLines, runFolders } from './testing/runFiles.ts';
import { cleanEnvironment } from './testing/runScript.ts';

// Processes and threads are started here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

const CLIENT = new URL('../../dist/client/client.js', import.meta.url).href;

/** Runs a module in a process whose files may not grow beyond `blocks` of 512 bytes: a disk that is full. */
function withLittleRoom(blocks: number, code: string, root: string): { status: number | null; err: string } {
  const module = `import * as stepwell from ${JSON.stringify(CLIENT)};\n${code}`;
  const args = [
    '-c',
    `ulimit -f ${blocks}; exec "$0" --input-type=module -e "$1" -- "$2"`,
    process.execPath,
    module,
    root,
  ];
  const { status, stderr } = spawnSync('sh', args, { encoding: 'utf8', env: cleanEnvironment() });
  return { status, err: stderr };
}

test('a full disk stops no training, tears no line, and what is lost is counted', async () => {
  await using root = tempRoot();
  const code = `
    const run = await stepwell.startRun({ root: process.argv[1], logLevel: 'Warn', errorStrategy: 'Silent' });
    for (let i = 0; i < 200; i++) run.log('x', i);
    console.error('flushed', await run.flush());
    await run.close();`;
  const { status, err } = withLittleRoom(8, code, root.path);
  expect(status, err).toBe(0);
  const folder = runFolders(root.path)[0] ?? '';
  const written = points(readLines(folder), 'x');
  expect(written).toEqual(written.map((_, i) => [i, i]));
  const dropped = Number(/(\d+) events were not written \(disk: \1\)/.exec(err)?.[1]);
  expect(dropped + written.length, err).toBe(200);
  expect(dropped).toBeGreaterThan(100);
});

test.each([
  ['Silent', 0, ''],
  ['Warn', 0, 'the event is not written'],
  ['RaiseOnLog', 3, ''],
  ['RaiseOnClose', 4, ''],
])('a full disk under "%s"', async (errorStrategy, exit, told) => {
  await using root = tempRoot();
  const code = `
    const run = await stepwell.startRun({ root: process.argv[1], logLevel: 'Warn', errorStrategy: '${errorStrategy}' });
    try { for (let i = 0; i < 200; i++) run.log('x', i); }
    catch (error) { process.exit(error instanceof stepwell.DeliveryError ? 3 : 5); }
    await run.close().catch((error) => process.exit(error instanceof stepwell.DeliveryError ? 4 : 5));`;
  const { status, err } = withLittleRoom(8, code, root.path);
  expect(status, err).toBe(exit);
  expect(err).toContain(told);
  expect(err.includes('not written')).toBe(told !== '' || errorStrategy !== 'RaiseOnLog');
});

/** Everything that waits in a pipe. */
function drained(fd: number): string {
  const block = Buffer.alloc(1 << 20);
  let text = '';
  try {
    for (;;) text += block.toString('utf8', 0, readSync(fd, block));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('EAGAIN');
    return text;
  }
}

test('a line that found room for its beginning only is completed once there is more', async () => {
  await using root = tempRoot();
  // A pipe that nobody empties is full after some lines, and takes the next one in part.
  const path = `${root.path}/pipe`;
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const reporter = new Reporter('Silent', 'Off', 0);
  const file = new EventFile(fd, path, reporter);
  const append = (n: number): void => file.append({ head: `{"n":${n}`, tail: `,"more":"${'x'.repeat(10_000)}"}` });
  let count = 0;
  while (reporter.droppedCount < 2) append(count++);
  expect(file.flush()).toBe(false);
  let text = drained(fd);
  append(count++);
  expect(file.flush()).toBe(true);
  text += drained(fd);
  const numbers = text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { n: number }).n);
  expect(numbers).toEqual([...Array.from({ length: count - 3 }, (_, i) => i), count - 1]);
  file.close();
  expect(reporter.droppedCount).toBe(2);
});

test('a folder that cannot be written any more stops no training', async () => {
  await using root = tempRoot();
  const { run, sink, reporter } = await openRun({ root: root.path, errorStrategy: 'Silent' });
  const moved = `${run.place}-moved`;
  renameSync(run.place, moved);
  writeFileSync(run.place, 'a file where the folder was');
  run.log('x', 1);
  run.summary({ a: 1 });
  run.setConfig({ b: 2 });
  sink.beat();
  sink.appendLog('text', null, 1);
  expect(run.logImage('i', Buffer.from('GIF89a'))).toBeNull();
  await run.close();
  expect(points(readLines(moved), 'x')).toEqual([[0, 1]]);
  expect(reporter.failures).toBeGreaterThan(4);
  expect(Object.fromEntries(reporter.dropped)).toEqual({ 'console output': 1, disk: 1 });
});

test('a run folder in which no file can be made is an error at once', async () => {
  await using root = tempRoot();
  const { run } = await openRun({ root: root.path, runName: 'a' });
  await run.close();
  renameSync(run.place, `${run.place}-moved`);
  mkdirSync(run.place);
  mkdirSync(`${run.place}/meta.json`);
  expect(() => new LogFile(`${run.place}/missing`, true)).toThrow('ENOENT');
  root.write('default-file', '');
  await expect(openRun({ root: `${root.path}/default-file` })).rejects.toThrow(/root=.*cannot be written: E/);
  expect(readFileSync(`${run.place}-moved/meta.json`, 'utf8')).toContain('"key": "a"');
});
