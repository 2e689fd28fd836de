import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliResult, runCli } from '../testing/runCli.ts';
import { runServer } from '../testing/runServer.ts';
import { type TempRoot, tempRoot } from '../testing/tempRoot.ts';

/** Two runs of one project that differ, one with the id of another, and one with everything that goes wrong. */
function writeRuns(root: TempRoot): void {
  const metrics = (step: number, data: object): string =>
    `${JSON.stringify({ ts: 1_700_000_000 + step, type: 'metrics', data: { global_step: step, ...data } })}\n`;
  const meta = (id: string, created: number, config: object, more: object = {}): string =>
    JSON.stringify({ id, project: 'digits', created_at: created, config, ...more });
  root.write(
    'a/one/meta.json',
    meta('one', 100, { lr: 0.001, optimizer: { name: 'sgd', steps: [1, 2] }, layers: '3' }, { alias: 'base' }),
  );
  root.write('a/one/status.json', '{"status":"finished","started_at":1700000000,"ended_at":1700000003}');
  root.write('a/one/events.jsonl', metrics(1, { loss: 2, acc: 0.5 }) + metrics(2, { loss: 1, acc: 0.25 }));
  root.write('a/one/logs.txt', 'first\nsecond\nthird\n');
  root.write(
    'a/two/meta.json',
    meta('two', 200, { lr: 0.01, optimizer: { name: 'adam' }, layers: 3 }, { tags: ['cv'] }),
  );
  root.write('a/two/status.json', '{"status":"failed"}');
  root.write('a/two/events.jsonl', metrics(1, { loss: 2 }) + metrics(2, { loss: 1.5, f1: 0.1 }));
  root.write('b/one/meta.json', meta('one', 300, {}, { alias: 'twin' }));
  root.write('b/one/events.jsonl', metrics(1, { '=cmd': 1 }));
  root.write(
    'bad/torn/meta.json',
    meta('torn', 400, {}, { alias: 'evil \u001b[31mred\u001b]0;title\u0007\u009b2J\u202e' }),
  );
  root.write('bad/torn/status.json', '{"status":"crashed"}');
  root.write(
    'bad/torn/events.jsonl',
    `${metrics(1, { loss: 1 })}not JSON \u001b[2J\n[1]\n${metrics(2, { loss: 'NaN' })}{"ts":1`,
  );
  root.write('other/events.out.tfevents.1', 'x');
}

/** Each command with its arguments, and what it exits with. */
const COMMANDS: [string[], number][] = [
  [['ls'], 0],
  [['ls', '--json'], 0],
  [['ls', 'config.lr < 5e-3', 'status:finished', '--json'], 0],
  [['ls', '--sort', '-config.lr', '--limit', '2'], 0],
  [['show', 'a/one'], 0],
  [['show', 'two', '--json'], 0],
  [['show', 'torn'], 0],
  [['tail', 'base'], 0],
  [['tail', 'a/one', '--json', '-n', '1'], 0],
  [['tail', 'two', '--metrics'], 0],
  [['tail', 'two', '--metrics', '--json', '--only', 'f*'], 0],
  [['diff', 'DIG-1', 'two'], 0],
  [['diff', 'DIG-1', 'two', '3', '--json', '--all'], 0],
  [['export', 'two', 'b/one'], 0],
  [['export', 'two', 'b/one', '--json'], 0],
  [['doctor'], 1],
  [['doctor', '--json'], 1],
  [['show', 'nobody'], 2],
  [['show', 'one'], 2],
  [['ls', 'lr:::('], 2],
  [['ls', '--limit', '-1'], 2],
  [['tail', 'two', '-n', 'many'], 2],
];

/** Dozens of processes on a machine that may have other things to do. */
const MINUTES = 300_000;
const answers = new Map<string, CliResult>();
let root: TempRoot;
let index: TempRoot;

/** The answer without a server. */
function answerOf(...args: string[]): CliResult {
  return answers.get(args.join(' ')) as CliResult;
}

beforeAll(async () => {
  root = tempRoot();
  index = tempRoot();
  writeRuns(root);
  const where = ['--root', root.path, '--index', join(index.path, 'index.db')];
  for (const [args] of COMMANDS) answers.set(args.join(' '), await runCli([...args, ...where]));
}, MINUTES);
afterAll(async () => {
  await root[Symbol.asyncDispose]();
  await index[Symbol.asyncDispose]();
});

test.each(COMMANDS)('%j exits with %i, and says why on standard error where it is trouble', (args, code) => {
  const answer = answerOf(...args);
  expect(answer).toMatchObject({ code });
  expect(answer.err !== '').toBe(code === 2);
  expect(answer.out === '').toBe(code === 2);
  if (code === 2) expect(answer.err).not.toContain('    at ');
});

test('a running server of that index gives the same answers', { timeout: MINUTES }, async () => {
  await using server = await runServer([root.path], { indexFile: join(index.path, 'index.db') });
  for (const [args] of COMMANDS) {
    const answer = await runCli([...args, '--root', root.path, '--index', server.indexFile]);
    expect(answer, args.join(' ')).toEqual(answerOf(...args));
  }
  const named = await runCli(['ls', '--json', '--server', server.url]);
  expect(named).toEqual(answerOf('ls', '--json'));
});

test('the text of ls is one run a line, newest first, and nothing in it acts on a terminal', () => {
  const lines = answerOf('ls').out.split('\n');
  expect(lines[0]).toMatch(/^RUN +NAME +STATUS +STEP +VALUE +METRIC +CREATED +WHERE$/);
  expect(lines.slice(1, -1).map((line) => line.split(/ +/).at(-1))).toEqual(['bad/torn', 'b/one', 'a/two', 'a/one']);
  expect(lines[1]).toContain('evil red');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what is looked for
  for (const { out } of answers.values()) expect(out).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
  const json = JSON.parse(answerOf('ls', '--json').out) as { alias: string }[];
  expect(json[0]?.alias).toBe('evil \u001b[31mred\u001b]0;title\u0007\u009b2J\u202e');
});

test('a filter, a sort and a limit choose and order runs', () => {
  const found = JSON.parse(answerOf('ls', 'config.lr < 5e-3', 'status:finished', '--json').out) as { alias: string }[];
  expect(found.map(({ alias }) => alias)).toEqual(['base']);
  expect(answerOf('ls', '--sort', '-config.lr', '--limit', '2').out.match(/^DIG-\d/gm)).toEqual(['DIG-2', 'DIG-1']);
});

test('an ambiguous run is refused with those that it may be, an unknown one with where to look', () => {
  expect(answerOf('show', 'one').err).toBe('stepwell: one may mean several runs:\n  DIG-1  a/one\n  DIG-3  b/one\n');
  expect(answerOf('show', 'nobody').err).toContain('Run not found: nobody (stepwell ls');
});

test('show has config, summary, metrics with last, best, min and max, and what became of every byte', () => {
  const { out } = answerOf('show', 'a/one');
  expect(out).toMatch(/^DIG-1 {2}base {2}finished$/m);
  expect(out).toMatch(/^ {2}optimizer\.steps +\[1,2\]$/m);
  expect(out).toMatch(/^ {2}loss +1 +1 +1 +2 +2 +0 +2$/m);
  expect(out).toMatch(/^ {2}acc +0\.25 +0\.5 +0\.25 +0\.5 +2 +0 +2$/m);
  expect(answerOf('show', 'torn').out).toMatch(/indexed \+ 18 quarantined \+ 7 pending/);
});

test('diff tells types apart and says by how much metrics changed', () => {
  const { out } = answerOf('diff', 'DIG-1', 'two');
  expect(out).toMatch(/^config\.layers +"3" +3$/m);
  expect(out).toMatch(/^config\.lr +0\.001 +0\.01$/m);
  expect(out).toMatch(/^config\.optimizer\.steps +\[1,2\] +-$/m);
  expect(out).toMatch(/^loss +1 +1\.5 \(\+50 %\)$/m);
  expect(out).toMatch(/^f1 +- +0\.1$/m);
  const { config, metrics, runs } = JSON.parse(answerOf('diff', 'DIG-1', 'two', '3', '--json', '--all').out);
  expect(runs.map((run: { path: string }) => run.path)).toEqual(['a', 'a', 'b']);
  expect(config.find((one: { name: string }) => one.name === 'layers')).toEqual({
    name: 'layers',
    path: ['layers'],
    values: ['3', 3, null],
    types: ['text', 'number', 'missing'],
  });
  expect(metrics.find((one: { name: string }) => one.name === 'loss')).toEqual({
    name: 'loss',
    scale: 'ML_STEP',
    labels: {},
    last: [1, 1.5, null],
    best: [1, 1.5, null],
    change: [0, 0.5, null],
  });
});

test('tail shows the end of the log or of the metrics', () => {
  expect(answerOf('tail', 'base').out).toBe('first\nsecond\nthird\n');
  expect(JSON.parse(answerOf('tail', 'a/one', '--json', '-n', '1').out)).toEqual({ line: 3, text: 'third', cut: null });
  expect(
    answerOf('tail', 'two', '--metrics')
      .out.split('\n')
      .map((line) => line.replace(/\d{4}-.*?\d\d:\d\d:\d\d/, 'T')),
  ).toEqual(['       1  T  loss=2', '       2  T  loss=1.5  f1=0.1', '']);
  expect(JSON.parse(answerOf('tail', 'two', '--metrics', '--json', '--only', 'f*').out)).toEqual({
    step: 2,
    time: 1_700_000_002,
    stage: null,
    values: [{ name: 'f1', scale: 'ML_STEP', labels: {}, value: 0.1 }],
  });
});

test('export joins runs under one head and neutralises formulas', () => {
  const lines = answerOf('export', 'two', 'b/one').out.split('\n');
  expect(lines[0]).toBe('run,metric,scale,labels,step,time,value');
  expect(lines.filter((line) => line.startsWith('run,'))).toHaveLength(1);
  expect(lines).toContain("one,'=cmd,ML_STEP,,1,1700000001,1");
  const rows = answerOf('export', 'two', 'b/one', '--json')
    .out.trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows).toHaveLength(4);
  expect(rows.at(-1)).toEqual({ run: 'one', metric: '=cmd', step: 1, time: 1_700_000_001, value: 1 });
});

test('export writes a file, and leaves none behind that is not whole', async () => {
  const where = ['--root', root.path, '--index', join(index.path, 'index.db')];
  const file = join(index.path, 'points.csv');
  expect(await runCli(['export', 'two', 'b/one', '-o', file, ...where])).toEqual({ code: 0, out: '', err: '' });
  expect(readFileSync(file, 'utf8')).toBe(answerOf('export', 'two', 'b/one').out);
  const refused = await runCli(['export', 'two', '-o', join(index.path, 'none', 'points.csv'), ...where]);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toContain('cannot be written (ENOENT)');
});

test('doctor explains each line, byte and file that could not be used', () => {
  const { findings, total, problems, checked } = JSON.parse(answerOf('doctor', '--json').out);
  expect(total).toBe(findings.length);
  expect(problems).toBe(5);
  expect(checked).toMatchObject({ roots: 1, runs: 4, files: 4 });
  const quarantined = findings.filter(({ kind }: { kind: string }) => kind === 'quarantined_line');
  expect(quarantined).toMatchObject([
    { run: 'bad/torn', file: 'events.jsonl', line: 2, what: 'The line cannot be used: not valid JSON.', bytes: 14 },
    {
      run: 'bad/torn',
      file: 'events.jsonl',
      line: 3,
      what: 'The line cannot be used: not a JSON object.',
      preview: '[1]',
    },
  ]);
  expect(quarantined[0].offset).toBeGreaterThan(0);
  const kinds = (kind: string): unknown => findings.filter((one: { kind: string }) => one.kind === kind);
  expect(kinds('pending_bytes')).toMatchObject([{ run: 'bad/torn', bytes: 7, severity: 'problem' }]);
  expect(kinds('no_reader')).toMatchObject([{ file: 'other/events.out.tfevents.1', severity: 'problem' }]);
  expect(kinds('repeated_id')).toMatchObject([{ what: '2 runs have the id one: a/one, b/one.' }]);
  expect(answerOf('doctor').out).toContain('problem  bad/torn/events.jsonl, line 2, byte ');
  expect(answerOf('doctor').out).toMatch(/5 problems\.\n$/);
});

const DOCUMENT = readFileSync(fileURLToPath(new URL('../../docs/cli.md', import.meta.url)), 'utf8');

/** Names of fields as docs/cli.md lists them for a shape. */
function documented(shape: string): string[] {
  const row = DOCUMENT.split('\n').find((line) => line.startsWith(`- ${shape}: `));
  const fields = (row?.slice(shape.length + 4) ?? '').replace(/\([^)]*\)|;.*|those of `ls`/g, '');
  return [...fields.matchAll(/`(\w+)`/g)].map(([, name]) => name as string).sort();
}

test('the JSON of each command has the fields that docs/cli.md lists, and none but those of the routes beside them', () => {
  const json = (...args: string[]) => JSON.parse(answerOf(...args).out.split('\n', 1)[0] as string);
  const shown = json('show', 'two', '--json');
  const differences = json('diff', 'DIG-1', 'two', '3', '--json', '--all');
  const diagnosis = json('doctor', '--json');
  const written = json('tail', 'two', '--metrics', '--json', '--only', 'f*');
  const ofRoutes: [string, object][] = [
    ['run of `ls`', json('ls', '--json')[0]],
    ['run of `ls`', shown.run],
    ['`show`: run', shown.run],
    ['`show`: metric', shown.metrics[0]],
    ['`show`: file', shown.run.files[0]],
    ['`show`: counters', shown.run.counters],
  ];
  for (const [name, value] of ofRoutes)
    expect(Object.keys(value), `docs/cli.md: ${name}`).toEqual(expect.arrayContaining(documented(name)));
  const shapes: [string, object][] = [
    ['`show`', shown],
    ['line of `tail`', json('tail', 'a/one', '--json', '-n', '1')],
    ['line of `tail --metrics`', written],
    ['`tail --metrics`: value', written.values[0]],
    ['`diff`', differences],
    ['`diff`: run', differences.runs[0]],
    ['`diff`: value', differences.config[0]],
    ['`diff`: metric', differences.metrics[0]],
    ['line of `export`', json('export', 'two', 'b/one', '--json')],
    ['`doctor`', diagnosis],
    ['`doctor`: checked', diagnosis.checked],
    ['`doctor`: finding', diagnosis.findings[0]],
  ];
  for (const [name, value] of shapes)
    expect(documented(name), `docs/cli.md: ${name}`).toEqual(Object.keys(value).sort());
});

/** What a terminal is sent by a command. */
function onTerminal(args: string[], env: NodeJS.ProcessEnv): string {
  const spawn = 'import pty, sys; pty.spawn(sys.argv[1:])';
  const main = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
  const where = ['--root', root.path, '--index', join(index.path, 'index.db')];
  const { stdout } = spawnSync('python3', ['-c', spawn, process.execPath, main, ...args, ...where], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // CI, too, takes colours away.
    env: { ...process.env, TERM: 'xterm-256color', CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
  });
  return stdout;
}

test('a terminal gets colours unless NO_COLOR is set, and nothing that the names hold acts on it', () => {
  const coloured = onTerminal(['ls'], {});
  expect(coloured).toContain('\u001b[31mfailed');
  expect(stripVTControlCharacters(coloured).replaceAll('\r\n', '\n')).toContain(answerOf('ls').out);
  for (const acting of ['\u001b[31mred', '\u001b]', '\u009b', '\u202e']) expect(coloured).not.toContain(acting);
  expect(onTerminal(['ls'], { NO_COLOR: '1' })).not.toContain('\u001b[3');
  expect(onTerminal(['export', 'torn'], {})).toContain('run,metric');
});
