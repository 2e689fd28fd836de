import { expect, test, vi } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { eventsFiles } from './runFolder.ts';
import { IngestServer } from './testing/ingestServer.ts';
import { points, readLines, readObject, runFolders } from './testing/runFiles.ts';
import { runScript } from './testing/runScript.ts';

// Processes and threads are started here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

const INIT = `
const target = args[0].startsWith('http') ? { server: args[0] } : { root: args[0] };
const run = await stepwell.init({ ...target, runName: 'run', logLevel: 'Off', systemMetrics: false, captureConsole: false });
`;

function onlyRun(root: string): string {
  const folders = runFolders(root);
  expect(folders).toHaveLength(1);
  return folders[0] ?? '';
}

test('a killed process loses no call that had returned', async () => {
  await using root = tempRoot();
  const code = `${INIT}
    import { writeSync } from 'node:fs';
    for (let i = 0; ; i++) {
      stepwell.log('x', i);
      if (i % 7 === 0) stepwell.log({ a: i, b: 2 });
      writeSync(1, i + '\\n');
      if (i === 3000) process.kill(process.pid, 'SIGKILL');
    }`;
  const script = runScript(code, [root.path]);
  expect((await script.ended).signal).toBe('SIGKILL');
  const returned = Number(script.out().trimEnd().split('\n').at(-1));
  const written = points(readLines(onlyRun(root.path)), 'x');
  expect(written).toEqual(written.map((_, i) => [i, i]));
  expect(written.length).toBeGreaterThan(returned);
  expect(readObject(onlyRun(root.path), 'status.json').status).toBe('running');
});

test.each([
  ['stepwell.log("x", 1)', 0, 'finished', null],
  ['throw new RangeError("broken")', 1, 'failed', 'RangeError: broken'],
  ['await Promise.reject(new Error("no"))', 1, 'failed', 'Error: no'],
  ['setTimeout(() => { throw new TypeError("late") }, 1)', 1, 'failed', 'TypeError: late'],
  ['process.exit(3)', 3, 'failed', 'exit code 3'],
  ['process.exit(0)', 0, 'finished', null],
  ['await new Promise(() => {})', 13, 'failed', 'exit code 13'],
])('%s ends the process and the run, in a folder and on a server', async (code, exit, status, reason) => {
  await using root = tempRoot();
  const local = runScript(INIT + code, [root.path]);
  expect((await local.ended).code, local.err()).toBe(exit);
  expect(readObject(onlyRun(root.path), 'status.json')).toMatchObject({ status, exit_reason: reason });
  await using server = await new IngestServer().start();
  const remote = runScript(`${INIT}stepwell.log('y', 1);${code}`, [server.url]);
  expect((await remote.ended).code, remote.err()).toBe(exit);
  expect(server.patches.at(-1)).toEqual({ status, exit_reason: reason });
  expect(server.values('y')).toEqual([1]);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s interrupts the run and ends the process', async (signal) => {
  await using root = tempRoot();
  const script = runScript(`${INIT}stepwell.log('x', 1); console.log('ready'); setInterval(() => {}, 1000)`, [
    root.path,
  ]);
  await script.printed('ready');
  script.process.kill(signal);
  expect((await script.ended).signal).toBe(signal);
  const status = readObject(onlyRun(root.path), 'status.json');
  expect(status).toMatchObject({ status: 'interrupted', exit_reason: signal });
});

test('"RaiseOnClose" has nobody to raise to at the end of the process: it is said, and the exit code tells', async () => {
  await using root = tempRoot();
  const options = { STEPWELL_ERROR_MODES: 'RaiseOnClose' };
  const script = runScript(`${INIT}stepwell.log('x', 'text');`, [root.path], options);
  expect((await script.ended).code).toBe(1);
  expect(script.err()).toContain('stepwell: metric "x": a value is a number, not the text "text"');
});

test('a signal handler of the user stays in charge, whenever it was made', async () => {
  const own = `process.on('SIGTERM', () => process.exit(5));`;
  const wait = `console.log('ready'); setInterval(() => {}, 1000);`;
  for (const code of [own + INIT + wait, INIT + own + wait]) {
    await using root = tempRoot();
    const script = runScript(code, [root.path]);
    await script.printed('ready');
    script.process.kill('SIGTERM');
    expect(await script.ended).toEqual({ code: 5, signal: null });
    expect(readObject(onlyRun(root.path), 'status.json').exit_reason).toBe('exit code 5');
  }
});

test('training that gives the loop no turn can still be interrupted', async () => {
  await using root = tempRoot();
  const code = `${INIT}
    import { writeSync } from 'node:fs';
    for (let i = 0, told = false; ; i++) {
      stepwell.log('x', i);
      if (!told && process.listenerCount('SIGINT') === 0) { told = true; writeSync(1, 'deaf no more'); }
    }`;
  const script = runScript(code, [root.path]);
  await script.printed('deaf no more');
  script.process.kill('SIGINT');
  expect((await script.ended).signal).toBe('SIGINT');
});

test('training that gives the loop no turn is seen by the server all the same', async () => {
  await using server = await new IngestServer().start();
  const script = runScript(`${INIT}for (let i = 0; i < 50; i++) stepwell.log('x', i); for (;;);`, [server.url]);
  await until(
    async () => server.values().length,
    (count) => count > 0,
  );
  script.process.kill('SIGKILL');
  await script.ended;
});

test('a child process that opens the same run writes a file of its own', async () => {
  await using root = tempRoot();
  const child = `${INIT}for (let i = 0; i < 50; i++) stepwell.log('child', i, { labels: { of: args[1] } }); await stepwell.close();`;
  const parent = runScript(
    `${INIT}console.log('ready'); process.stdin.on('data', () => {
    for (let i = 0; i < 50; i++) stepwell.log('x', i);
    process.stdin.destroy();
  });`,
    [root.path],
  );
  await parent.printed('ready');
  const children = ['a', 'b'].map((name) => runScript(child, [root.path, name]));
  for (const { ended, err } of children) expect((await ended).code, err()).toBe(0);
  parent.process.stdin?.write('go\n');
  expect((await parent.ended).code, parent.err()).toBe(0);
  const folder = onlyRun(root.path);
  expect(eventsFiles(folder)).toHaveLength(3);
  expect(points(readLines(folder, /^events.jsonl$/), 'x')).toHaveLength(50);
  for (const name of ['a', 'b']) {
    const own = readLines(folder).filter(({ data }) => data.labels?.of === name);
    expect(own.map(({ data }) => data.value)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  }
  expect(readObject(folder, 'status.json').status).toBe('finished');
});

test('a worker thread that opens a run writes a file of its own', async () => {
  await using root = tempRoot();
  const code = `${INIT}
    import { Worker } from 'node:worker_threads';
    const inner = "import('" + args[1] + "').then(async ({ startRun }) => { const run = await startRun({ root: '" + args[0] +
      "', runName: 'run' }); for (let i = 0; i < 20; i++) run.log('w', i); await run.close(); })";
    const worker = new Worker(inner, { eval: true, execArgv: [] });
    for (let i = 0; i < 20; i++) stepwell.log('x', i);
    await new Promise((resolve) => worker.on('exit', resolve));
    await stepwell.close();`;
  const client = new URL('../../dist/client/client.js', import.meta.url).href;
  const script = runScript(code, [root.path, client]);
  expect((await script.ended).code, script.err()).toBe(0);
  const lines = readLines(onlyRun(root.path));
  for (const name of ['x', 'w']) expect(points(lines, name)).toEqual(Array.from({ length: 20 }, (_, i) => [i, i]));
});

test('ranks that start at once meet in one run, and rank 0 ends it', async () => {
  await using root = tempRoot();
  const code = `${INIT}stepwell.log('x', 1, { labels: { rank: process.env.RANK } });`;
  const ranks = ['0', '1', '2', '3'].map((RANK) => runScript(code, [root.path], { RANK }));
  for (const { ended, err } of ranks) expect((await ended).code, err()).toBe(0);
  const folder = onlyRun(root.path);
  const files = eventsFiles(folder);
  expect(files).toHaveLength(4);
  expect(files).toEqual(expect.arrayContaining(['events.rank1.jsonl', 'events.rank2.jsonl', 'events.rank3.jsonl']));
  expect(readLines(folder)).toHaveLength(4);
  expect(readObject(folder, 'status.json').status).toBe('finished');
});

test('a rank that is alone in its run ends it', async () => {
  await using root = tempRoot();
  const script = runScript(`${INIT}stepwell.log('x', 1);`, [root.path], { SLURM_PROCID: '3' });
  expect((await script.ended).code, script.err()).toBe(0);
  expect(eventsFiles(onlyRun(root.path))).toEqual(['events.rank3.jsonl']);
  expect(readObject(onlyRun(root.path), 'status.json').status).toBe('finished');
});

test('a second writer of a run is warned', async () => {
  await using root = tempRoot();
  const first = runScript(`${INIT}console.log('ready'); setInterval(() => {}, 1000);`, [root.path]);
  await first.printed('ready');
  const second = runScript(INIT.replace("'Off'", "'Warn'"), [root.path]);
  await second.ended;
  expect(second.err()).toContain(`run run is being written by process ${first.process.pid} too`);
  first.process.kill('SIGKILL');
  await first.ended;
});

test('over HTTP the same calls reach the real server, once each', async () => {
  await using root = tempRoot();
  await using server = await runServer([root.path]);
  const code = `${INIT}
    for (let i = 0; i < 30_000; i++) stepwell.log('loss', i);
    stepwell.annotate('half way', { step: 15_000 });
    stepwell.summary({ note: 'x' });
    stepwell.setPrimaryMetric('loss', 'max');
    stepwell.log('loss', 1, { step: 3 });`;
  const script = runScript(code, [server.url], { STEPWELL_CLOSE_STRATEGY: 'CompleteAll' });
  expect((await script.ended).code, script.err()).toBe(0);
  const [row] = (await (await fetch(new URL('api/runs', server.url))).json()) as { id: string }[];
  expect(row).toMatchObject({
    key: 'run',
    status: 'finished',
    points: 30_001,
    last_step: 29_999,
    best_metric_name: 'loss',
    summary: { note: 'x', best_metric_value: 1 },
  });
  const notes = await (await fetch(new URL(`api/runs/${row?.id}/annotations`, server.url))).json();
  expect(notes).toMatchObject([{ text: 'half way', step: 15_000 }]);
});
