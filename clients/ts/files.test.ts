import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { announcement } from './announce.ts';
import { ConsoleTap } from './consoleTap.ts';
import { SystemReader } from './systemMetrics.ts';
import { IngestServer } from './testing/ingestServer.ts';
import { openRun } from './testing/openRun.ts';
import { points, readLines, readObject, runFolders } from './testing/runFiles.ts';
import { runScript } from './testing/runScript.ts';

// Processes and threads are started here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

const GIF = new Uint8Array(Buffer.from('GIF89a'));

test('the summary is merged and holds the best finite value, over a resume too', async () => {
  await using root = tempRoot();
  const options = { root: root.path, runName: 'a' };
  const { run } = await openRun(options);
  run.setPrimaryMetric('acc', 'max');
  run.summary({ epochs: 3, final: { loss: 0.5 } });
  run.summary({ final: { acc: Number.NaN } });
  for (const value of [Number.NaN, 0.5, 0.75, Infinity, 0.25]) run.log('acc', value);
  run.log({ acc: 0.7, loss: 9 }, undefined, { step: 9 });
  await run.close();
  const expected = {
    best_metric_name: 'acc',
    best_metric_mode: 'max',
    best_metric_value: 0.75,
    best_metric_step: 2,
    epochs: 3,
    final: { loss: 0.5, acc: 'NaN' },
  };
  expect(readObject(run.place, 'summary.json')).toEqual(expected);
  const again = await openRun(options);
  again.run.setPrimaryMetric('acc', 'max');
  again.run.log('acc', 0.6);
  await again.run.close();
  expect(readObject(run.place, 'summary.json')).toEqual(expected);
  const other = await openRun({ root: root.path });
  expect(() => other.run.setPrimaryMetric('acc', 'best' as never)).toThrow('mode="best"');
  other.run.setPrimaryMetric('loss', 'min');
  for (const value of [3, 1, 2]) other.run.log('loss', value);
  await other.run.close();
  expect(readObject(other.run.place, 'summary.json')).toMatchObject({ best_metric_value: 1, best_metric_step: 1 });
});

test('config and tags grow, in the files and on the server', async () => {
  await using root = tempRoot();
  await using server = await new IngestServer().start();
  const given = { config: { a: { b: 1 } }, tags: ['x'] };
  for (const target of [{ root: root.path }, { server: server.url }]) {
    const { run } = await openRun({ ...target, ...given });
    run.setConfig({ a: { c: 2 } });
    run.addTags(['y', 'x']);
    run.summary({ acc: 0.5 });
    run.setPrimaryMetric('acc', 'max');
    run.log('acc', 0.75);
    expect([run.config, run.tags]).toEqual([{ a: { b: 1, c: 2 } }, ['x', 'y']]);
    expect(() => run.setConfig([1] as never)).toThrow('config must be an object');
    await run.close();
  }
  const meta = readObject(runFolders(root.path)[0] ?? '', 'meta.json');
  expect([meta.config, meta.tags]).toEqual([{ a: { b: 1, c: 2 } }, ['x', 'y']]);
  const told = Object.assign({}, ...server.patches, {
    summary: Object.assign({}, ...server.patches.map((one) => one.summary)),
  });
  expect(told).toMatchObject({
    config: { a: { c: 2 } },
    meta: { tags: ['x', 'y'] },
    primary_metric: { name: 'acc', mode: 'max' },
    summary: { acc: 0.5, best_metric_value: 0.75 },
    status: 'finished',
  });
});

test.each(['into a folder', 'through a server'])(
  'meta.json names the commit, and the difference lies beside it: %s',
  async (how) => {
    await using root = tempRoot();
    const runs = join(root.path, 'runs');
    mkdirSync(runs);
    await using server = how === 'through a server' ? await runServer([runs]) : null;
    const repository = join(root.path, 'repository');
    mkdirSync(repository);
    const git = (...args: string[]): void => {
      const all = ['-c', 'user.name=n', '-c', 'user.email=e@x', '-C', repository, ...args];
      expect(spawnSync('git', all).status).toBe(0);
    };
    git('init', '-q');
    writeFileSync(join(repository, 'train.js'), 'a = 1\n');
    git('add', '.');
    git('commit', '-qm', 'm');
    writeFileSync(join(repository, 'train.js'), 'a = 2\n');
    const code = `process.chdir(args[0]); const run = await stepwell.startRun(JSON.parse(args[1])); await run.close();`;
    const script = runScript(code, [
      repository,
      JSON.stringify(server === null ? { root: runs } : { server: server.url }),
    ]);
    expect((await script.ended).code, script.err()).toBe(0);
    const folder = runFolders(runs)[0] ?? '';
    expect(readObject(folder, 'meta.json').git).toMatchObject({
      dirty: true,
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(readFileSync(join(folder, 'git.diff'), 'utf8')).toContain('+a = 2');
  },
);

test('images are kept with key, step and caption: bytes, a path, a URL, pixels', async () => {
  await using root = tempRoot();
  const path = root.write('picture.gif', GIF);
  const { run } = await openRun({ root: root.path });
  run.log('loss', 1, { step: 7 });
  expect(run.logImage('a/b ../c', GIF, { caption: 'why' })).toMatch(/^media\/\d+_[0-9a-f]{6}_a_b_.._c\.gif$/);
  run.logImage('p', path, { step: 3 });
  run.logImage('p', pathToFileURL(path));
  const data = Uint8Array.from({ length: 24 }, (_, i) => i * 10);
  const pixels = run.logImage('q', { data: new Uint8ClampedArray(data), width: 2, height: 3 });
  const told = readLines(run.place).filter(({ type }) => type === 'image');
  expect(told.map(({ data: { key, step, caption } }) => [key, step, caption])).toEqual([
    ['a/b ../c', 7, 'why'],
    ['p', 3, null],
    ['p', 7, null],
    ['q', 7, null],
  ]);
  for (const { data: one } of told.slice(0, 3))
    expect(new Uint8Array(readFileSync(join(run.place, one.path)))).toEqual(GIF);
  const png = readFileSync(join(run.place, pixels ?? ''));
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  expect([png.readUInt32BE(16), png.readUInt32BE(20), png[25]]).toEqual([2, 3, 6]);
  expect([...rows].filter((_, i) => i % 9 !== 0)).toEqual([...data]);
  await run.close();
});

test('what is no image is counted', async () => {
  await using root = tempRoot();
  const { run, dropped } = await openRun({ root: root.path, errorStrategy: 'Silent' });
  const wrong = [
    Buffer.from('text'),
    3,
    join(root.path, 'missing.png'),
    [[1]],
    { data: new Uint8Array(5), width: 2, height: 2 },
  ];
  for (const image of wrong) expect(run.logImage('x', image as never)).toBeNull();
  expect(dropped()).toEqual({ 'cannot be logged': wrong.length });
  expect(readLines(run.place)).toEqual([]);
  await run.close();
});

const PRINTING = `
const run = await stepwell.init({ root: args[0], logLevel: 'Off', systemMetrics: false });
process.stdout.write('begin \\u00e9\\n'); process.stdout.write('a\\r'); process.stderr.write(Buffer.from('b\\r'));
for (let i = 0; i < 3; i++) { stepwell.log('x', 1); console.log('step', i); console.log('again'); }
process.stdout.write('no newline'); console.error('to stderr');
await stepwell.close();
console.log('not captured');
`;

test('what is printed stands in the log as it was printed, with marks of time and step', async () => {
  await using root = tempRoot();
  const script = runScript(PRINTING, [root.path]);
  expect((await script.ended).code, script.err()).toBe(0);
  const folder = runFolders(root.path)[0] ?? '';
  const log = readFileSync(join(folder, 'logs.txt'));
  const steps = [0, 1, 2].map((i) => `step ${i}\nagain\n`).join('');
  expect(log.toString()).toBe(`begin \u00e9\na\rb\r${steps}no newlineto stderr\n`);
  expect(script.out().endsWith('no newlinenot captured\n')).toBe(true);
  const marks = readFileSync(join(folder, 'logs.times.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  // The bar's line is the one in which step 0 is printed: the next line bears its mark.
  expect(marks.map(({ step }) => step)).toEqual([null, 0, 1, 2]);
  for (const { offset, ts } of marks) {
    expect(offset === 0 || log[offset - 1] === 10).toBe(true);
    expect(Math.abs(ts - Date.now() / 1000)).toBeLessThan(600);
  }
  expect(log.subarray(marks[1].offset).toString().startsWith('again\nstep 1\n')).toBe(true);
});

test('a server gets the same log', async () => {
  await using server = await new IngestServer().start();
  const script = runScript(PRINTING.replace('root: args[0]', 'server: args[0]'), [server.url]);
  expect((await script.ended).code, script.err()).toBe(0);
  const texts = server.events.filter(({ type }) => type === 'log').map(({ data }) => data.text);
  const steps = [0, 1, 2].map((i) => `step ${i}\nagain\n`).join('');
  expect(texts.join('')).toBe(`begin \u00e9\na\rb\r${steps}no newlineto stderr\n`);
});

test('a tap hears characters in pieces, and leaves a stream that somebody else has wrapped since', () => {
  const written: unknown[] = [];
  const stream = { write: (chunk: unknown) => written.push(chunk) > 0 } as unknown as NodeJS.WriteStream;
  const before = stream.write;
  let heard = '';
  const tap = new ConsoleTap(
    (text) => {
      heard += text;
    },
    [stream, stream],
  );
  const bytes = Buffer.from('\u00e9');
  stream.write(bytes.subarray(0, 1));
  stream.write(bytes.subarray(1));
  expect(heard).toBe('\u00e9');
  const tapped = stream.write;
  const wrapped = ((chunk: string) => tapped.call(stream, chunk)) as NodeJS.WriteStream['write'];
  stream.write = wrapped;
  tap.stop();
  expect(stream.write).toBe(wrapped);
  stream.write('after');
  expect([heard, written.at(-1)]).toEqual(['\u00e9', 'after']);
  expect(before).not.toBe(wrapped);
});

test('an attempt that was cut in a line does not join the next one', async () => {
  await using root = tempRoot();
  const options = { root: root.path, runName: 'a' };
  for (const [text, ts] of [
    ['cut', 1],
    ['new\n', 2],
  ] as const) {
    const { run, sink } = await openRun(options);
    sink.appendLog(text, null, ts);
    await run.close();
  }
  expect(readFileSync(join(runFolders(root.path)[0] ?? '', 'logs.txt'), 'utf8')).toBe('cut\nnew\n');
});

test('system metrics stand on a scale of their own, and the heart beats', async () => {
  await using root = tempRoot();
  const { run } = await openRun({ root: root.path, systemMetrics: 0.05 });
  await until(
    async () => readLines(run.place).length,
    (count) => count > 20,
  );
  run.log('x', 1);
  await run.close();
  const lines = readLines(run.place);
  const readings = lines.filter(({ type }) => type === 'metric').map(({ data }) => data);
  expect(new Set(readings.map(({ scale }) => scale))).toEqual(new Set(['SYSTEM']));
  const names = new Set(readings.map(({ name }) => name));
  for (const name of [
    'cpu/used_percent',
    'cpu/process_percent',
    'cpu/load_1m',
    'memory/used_gib',
    'memory/used_percent',
  ])
    expect(names, name).toContain(name);
  for (const name of ['memory/process_gib', 'disk/free_gib', 'disk/used_percent']) expect(names, name).toContain(name);
  expect(points(lines, 'x')).toEqual([[0, 1]]);
  expect(readObject(run.place, 'status.json').heartbeat_at).toBeGreaterThan(1e9);
  const quiet = await openRun({ root: root.path });
  expect(readObject(quiet.run.place, 'status.json')).not.toHaveProperty('heartbeat_at');
  await quiet.run.close();
});

test('GPUs are read through nvidia-smi where there is one; one that does not work is asked once', async () => {
  await using root = tempRoot();
  const tool = root.write(
    'nvidia-smi',
    '#!/bin/sh\necho "0, 55, 1024, 81920, 61, 250.5"\necho "1, 7, 12, 81920, [N/A], 60.0"\n',
  );
  chmodSync(tool, 0o755);
  const gpus = async (reader: SystemReader) => (await reader.read()).filter(([name]) => name.startsWith('gpu/'));
  const found = await gpus(new SystemReader('.', tool));
  expect(found).toHaveLength(9);
  expect(found[0]).toEqual(['gpu/utilization_percent', 55, { gpu: '0' }]);
  const count = join(root.path, 'asked');
  root.write('nvidia-smi', `#!/bin/sh\necho x >> ${count}\nexit 9\n`);
  const broken = new SystemReader('.', tool);
  for (let i = 0; i < 3; i++) expect(await gpus(broken)).toEqual([]);
  expect(readFileSync(count, 'utf8')).toBe('x\n');
});

test('what is said of a new run names the page of a server that shows this root', async () => {
  await using root = tempRoot();
  const { run } = await openRun({ root: root.path });
  const server = createServer((_, response) =>
    response.end(JSON.stringify({ roots: [{ name: basename(root.path) }] })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const verb = `run ${run.id} writes ${run.place}`;
  expect(await announcement(run, root.path, 'folder', port)).toEqual([
    verb,
    `live at http://127.0.0.1:${port}/r/${run.id}`,
  ]);
  expect(await announcement(run, join(root.path, 'two words'), 'folder', port)).toEqual([
    verb,
    `see it with: stepwell '${join(root.path, 'two words')}'`,
  ]);
  expect(await announcement(run, root.path, 'server', port)).toEqual([verb]);
  expect((await announcement(run, root.path, 'file', port))[1]).toBe(`see it with: stepwell ${run.place}`);
  await new Promise((resolve) => server.close(resolve));
  expect((await announcement(run, root.path, 'folder', port))[1]).toBe(`see it with: stepwell ${root.path}`);
  await run.close();
});

test('a run that is closed refuses every call', async () => {
  await using root = tempRoot();
  const { run } = await openRun({ root: root.path });
  run.log('x', 1);
  await run.close();
  await run.close();
  const calls = [
    () => run.log('x', 1),
    () => run.log({ x: 1 }),
    () => run.logRlEpisode('x', 1, { rlStep: 1 }),
    () => run.writePoint('x', 1, { step: 1 }),
    () => run.annotate('a'),
    () => run.setStage('a'),
    () => run.summary({}),
    () => run.setConfig({}),
    () => run.addTags([]),
    () => run.setPrimaryMetric('x'),
    () => run.logImage('i', GIF),
  ];
  for (const call of calls) expect(call).toThrow('this run is closed');
  expect(readLines(run.place)).toHaveLength(1);
});

test('during ends the run as the body ended', async () => {
  await using root = tempRoot();
  const status = (folder: string) => readObject(folder, 'status.json');
  const fine = await openRun({ root: root.path });
  expect(await fine.run.during((run) => run.log('x', 1))).toBeUndefined();
  expect(status(fine.run.place)).toMatchObject({ status: 'finished', exit_reason: null });
  const bad = await openRun({ root: root.path });
  await expect(bad.run.during(() => Promise.reject(new RangeError('0')))).rejects.toThrow(RangeError);
  expect(status(bad.run.place)).toMatchObject({ status: 'failed', exit_reason: 'RangeError: 0' });
});

test('exit hooks can be left out, and leave nothing behind on close', async () => {
  await using root = tempRoot();
  const code = `
    const listeners = () => ['exit', 'SIGTERM', 'SIGINT', 'uncaughtExceptionMonitor'].map((name) => process.listenerCount(name));
    const before = listeners().join();
    await stepwell.init({ root: args[0], logLevel: 'Off', exitHooks: false });
    console.log(listeners().join() === before);
    await stepwell.close();
    await stepwell.init({ root: args[0], logLevel: 'Off' });
    console.log(listeners().join() === before);
    await stepwell.close();
    console.log(listeners().join() === before);`;
  const script = runScript(code, [root.path]);
  expect((await script.ended).code, script.err()).toBe(0);
  expect(script.out()).toBe('true\nfalse\ntrue\n');
  expect(existsSync(join(root.path, 'default'))).toBe(true);
  expect(readdirSync(join(root.path, 'default'))).toHaveLength(2);
});
