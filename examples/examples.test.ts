import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { until } from '../server/testing/runServer.ts';
import { tempRoot } from '../server/testing/tempRoot.ts';
import { testEngine } from '../server/testing/testEngine.ts';
import type { RunRow } from '../shared/run.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const ENV = {
  ...process.env,
  PYTHONPATH: [join(project, 'clients', 'python', 'src'), process.env.PYTHONPATH].filter(Boolean).join(delimiter),
  PYTHONDONTWRITEBYTECODE: '1',
};

/** Runs a command to its end; resolves with its code and what it printed. */
async function run(command: string, args: string[], cwd: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, args, { cwd, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = printedBy(child);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output: output() };
}

function printedBy(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return () => output;
}

function readEvents(folder: string): { type: string; data: Record<string, unknown> }[] {
  return readdirSync(folder)
    .filter((name) => /^events.*\.jsonl$/.test(name))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
    .map((line) => JSON.parse(line) as { type: string; data: Record<string, unknown> });
}

test('the digits are trained, with images, a bar in the log, stages and the best accuracy', {
  timeout: 240_000,
}, async () => {
  await using root = tempRoot();
  const args = ['--root', root.path, '--steps', '24', '--images', '80', '--rate', '0.03'];
  const { code, output } = await run('python3', [join(project, 'examples/digits/train.py'), ...args], root.path);
  expect(code, output).toBe(0);
  await using tested = await testEngine(root.path);
  const [row] = await tested.rows({ project: 'digits' });
  expect(row).toMatchObject({
    key: 'adam-0.03-s0',
    status: 'finished',
    last_step: 23,
    best_metric_name: 'val/accuracy',
  });
  expect(row?.best_metric_value).toBeGreaterThan(0.2);
  const folder = join(root.path, row?.path ?? '', row?.id ?? '');
  expect(readFileSync(join(folder, 'logs.txt'), 'utf8')).toMatch(/\r *\d+%\|.*\| \d+\/24 \[.*it\/s/);
  const events = readEvents(folder);
  expect(new Set(events.map(({ data }) => data.stage).filter((stage) => stage !== undefined))).toEqual(
    new Set(['warmup', 'train']),
  );
  const images = events.filter(({ type }) => type === 'image');
  expect(images.length).toBe(24);
  for (const { data } of images) expect(existsSync(join(folder, String(data.path)))).toBe(true);
});

test('a training that is killed goes on behind its checkpoint: what it does twice stands in the raw view twice', {
  timeout: 240_000,
}, async () => {
  await using root = tempRoot();
  const script = join(project, 'examples/digits/train.py');
  const args = [
    script,
    '--root',
    join(root.path, 'runs'),
    '--steps',
    '24',
    '--images',
    '80',
    '--checkpoint',
    join(root.path, 'state'),
  ];
  const killed = await run('python3', [...args, '--die-at', '15'], root.path);
  expect(killed.code).not.toBe(0);
  const { code, output } = await run('python3', args, root.path);
  expect(code, output).toBe(0);
  expect(output).toContain('goes on behind step 14');
  await using tested = await testEngine(join(root.path, 'runs'));
  const raw = await tested.engine.rawMetrics({
    ...{
      runId: '1',
      projectName: 'digits',
      logName: 'train/loss',
      stepMin: null,
      stepMax: null,
      coords: null,
      limit: 1_000,
    },
  });
  const steps = raw.ok ? raw.value.rows.map(({ step }) => step) : [];
  expect(steps).toEqual(
    [...Array(15).keys(), ...Array(10).keys()].map((n, i) => (i < 15 ? n : n + 14)).sort((a, b) => a - b),
  );
});

test('the sweep trains the grid in processes of their own, and a thin copy names no machine', {
  timeout: 240_000,
}, async () => {
  await using root = tempRoot();
  const [full, thin] = [join(root.path, 'full'), join(root.path, 'thin')];
  const args = ['--root', full, '--steps', '12', '--images', '80', '--runs', '3', '--jobs', '2'];
  const { code, output } = await run('python3', [join(project, 'examples/digits/sweep.py'), ...args], root.path);
  expect(code, output).toBe(0);
  expect(output).toContain('3 runs, 0 failed');
  expect(readdirSync(join(full, 'digits')).sort()).toEqual(['adam', 'momentum', 'sgd']);
  expect((await run('python3', [join(project, 'examples/digits/thin.py'), full, thin], root.path)).code).toBe(0);
  for (const optimizer of ['adam', 'momentum', 'sgd']) {
    const [id = ''] = readdirSync(join(thin, 'digits', optimizer));
    const [all, kept] = [full, thin].map((where) => readEvents(join(where, 'digits', optimizer, id)));
    const stepsOf = (events: typeof all) =>
      events?.filter(({ data }) => 'train/loss' in data).map(({ data }) => data.global_step);
    expect([stepsOf(all)?.length, stepsOf(kept)]).toEqual([12, [0, 2, 4, 6, 8, 10]]);
    const meta = readFileSync(join(thin, 'digits', optimizer, id, 'meta.json'), 'utf8');
    expect(JSON.parse(meta)).toMatchObject({ hostname: 'workstation', config: { optimizer: { name: optimizer } } });
    expect(meta).not.toContain(root.path);
  }
});

test('the runs that come with Stepwell are such a sweep: 24 runs, NaN in some, one of two attempts, in 3 MB', async () => {
  await using root = tempRoot();
  cpSync(join(project, 'runs', 'digits'), join(root.path, 'digits'), { recursive: true });
  const files = readdirSync(root.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  expect(bytes).toBeLessThan(3_000_000);
  await using tested = await testEngine(root.path);
  const rows = await tested.rows({ project: 'digits', filter: 'tag:sweep, status:finished' });
  expect(rows.length).toBe(24);
  const details = await Promise.all(rows.map(({ id }) => tested.engine.run(id)));
  const found = details.flatMap((detail) => (detail.ok ? [detail.value] : []));
  expect(found.filter(({ first_nan }) => first_nan !== null).map(({ key }) => key)).toContain('momentum-0.6-s0');
  expect(found.filter(({ files }) => files.length === 2).map(({ key }) => key)).toEqual(['momentum-0.03-s1']);
  expect(found.every(({ host, quarantined_lines }) => host === 'workstation' && quarantined_lines === 0)).toBe(true);
});

test('the windy grid is learnt in TypeScript, with a metric for each scale', { timeout: 240_000 }, async () => {
  await using root = tempRoot();
  const bundle = join(root.path, 'gridworld.mjs');
  await build({
    entryPoints: [join(project, 'examples/gridworld.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
  });
  const runs = join(root.path, 'runs');
  const { code, output } = await run(process.execPath, [bundle, '--episodes', '200', '--root', runs], root.path);
  expect(code, output).toBe(0);
  const [id = ''] = readdirSync(join(runs, 'gridworld'));
  await using tested = await testEngine(runs);
  const list = await tested.engine.metricList(id);
  const found = new Map((list.ok ? list.value : []).map((one) => [`${one.name} ${one.scale}`, one]));
  expect([...found.keys()].sort()).toEqual([
    'column ENVIRONMENT_STEP',
    'evaluation/steps ML_STEP',
    'return EPISODE',
    'td_error ML_STEP',
  ]);
  expect(found.get('return EPISODE')?.count).toBe(200);
  // The shortest way through this wind has 15 steps.
  expect(found.get('evaluation/steps ML_STEP')?.last).toBe(15);
});

/** npm start in its own process, as far as the address that it prints. */
async function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [join(project, 'scripts', 'start.js'), ...args], {
    cwd: project,
    env: { ...ENV, STEPWELL_TOKEN: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = printedBy(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output, ended };
}

test('npm start -- --demo trains beside the server, and ends with it', { timeout: 240_000 }, async () => {
  await using root = tempRoot();
  mkdirSync(join(root.path, 'mine'));
  const args = ['--demo', join(root.path, 'mine'), '--port', '0', '--no-open', '--auth', 'none'];
  const { child, output, ended } = await start(args, { TMPDIR: root.path });
  try {
    const [, url = ''] = await until(
      async () => / at (http:\S+)/.exec(output()) ?? [],
      (found) => found.length > 0,
      120_000,
    );
    const ask = async () => (await (await fetch(new URL('api/runs', url))).json()) as RunRow[];
    const rows = await until(ask, (found) => found.filter(({ points }) => points > 20).length >= 2, 120_000);
    expect(rows.every(({ project: name, status }) => name === 'demo' && status === 'running')).toBe(true);
    const pids = await Promise.all(
      rows.map(async ({ id }) => ((await (await fetch(new URL(`api/runs/${id}`, url))).json()) as { pid: number }).pid),
    );
    // As Ctrl-C in a terminal does, to all of them at once.
    process.kill(-(child.pid as number), 'SIGINT');
    expect(await ended, output()).toBe(0);
    expect(output()).not.toContain('Traceback');
    // A training that has just ended is there until the system has taken it away.
    await until(
      async () => pids.filter(isAlive),
      (alive) => alive.length === 0,
    );
    expect(readdirSync(root.path)).toEqual(['mine']);
  } finally {
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid as number), 'SIGKILL');
  }
});

test('without Python the demo says what it needs', { timeout: 240_000 }, async () => {
  await using root = tempRoot();
  const { output, ended } = await start(['--demo', '--no-open'], { PATH: root.path });
  expect(await ended).toBe(1);
  expect(output()).toMatch(/--demo trains with Python 3\.9 or later.*npm start/);
});

function isAlive(pid: number): boolean {
  return spawnSync('kill', ['-0', String(pid)]).status === 0;
}
