import { appendFileSync, chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RunningCli, runCli, startCli } from '../testing/runCli.ts';
import { runServer, until } from '../testing/runServer.ts';
import { type TempRoot, tempRoot } from '../testing/tempRoot.ts';

const MINUTES = { timeout: 180_000 };

function line(step: number, loss: number): string {
  return `${JSON.stringify({ ts: 1_700_000_000 + step, type: 'metrics', data: { global_step: step, loss } })}\n`;
}

/** A run that goes on for as long as the test wants it to. */
function liveRun(root: TempRoot) {
  const status = root.write(
    'p/live/status.json',
    JSON.stringify({ status: 'running', heartbeat_at: Date.now() / 1000 }),
  );
  const log = root.write('p/live/logs.txt', 'one\ntwo\n');
  const events = root.write('p/live/events.jsonl', line(1, 3) + line(2, 2));
  return {
    log: (text: string) => appendFileSync(log, text),
    events: (text: string) => appendFileSync(events, text),
    end: () => writeFileSync(status, '{"status":"finished"}'),
  };
}

async function printed(cli: RunningCli, text: string): Promise<void> {
  await until(
    async () => cli.out() + cli.err(),
    (said) => said.includes(text),
    60_000,
  );
}

test(
  'tail --follow goes on while a server takes the index over and gives it back, and ends with the run',
  MINUTES,
  async () => {
    await using root = tempRoot();
    await using index = tempRoot();
    const run = liveRun(root);
    const indexFile = join(index.path, 'index.db');
    const where = ['--root', root.path, '--index', indexFile];
    const cli = startCli(['tail', 'live', '--follow', '-n', '1', ...where]);
    await printed(cli, 'two\n');
    run.log('three\n');
    await printed(cli, 'three\n');
    {
      // The command has the index open: it lets the server have it.
      await using server = await runServer([root.path], { indexFile });
      run.log('\u001b[32mfour\u001b[0m\r\n');
      await printed(cli, 'four\n');
      // A second command is answered meanwhile.
      expect((await runCli(['ls', ...where])).out).toContain('live');
      expect(server.process.exitCode).toBeNull();
    }
    run.log('five\nno line end');
    await printed(cli, 'five\n');
    // Now the command has it again, and lets another command have it.
    expect((await runCli(['ls', ...where])).out).toContain('live');
    run.end();
    expect(await cli.ended).toEqual({ code: 0, out: 'two\nthree\nfour\nfive\nno line end\n', err: '' });
    expect(readdirSync(index.path).filter((name) => /lock|wanted/.test(name))).toEqual([]);
  },
);

test(
  'tail --metrics --follow tells every line in the order of writing, a resume from an earlier step too',
  MINUTES,
  async () => {
    await using root = tempRoot();
    await using index = tempRoot();
    const run = liveRun(root);
    const args = [
      'tail',
      'live',
      '--metrics',
      '-f',
      '--json',
      '--root',
      root.path,
      '--index',
      join(index.path, 'i.db'),
    ];
    const cli = startCli(args);
    await printed(cli, '"value":2}');
    run.events(line(3, 1) + line(4, 0.5).slice(0, 20));
    await printed(cli, '"value":1}');
    run.events(line(4, 0.5).slice(20));
    root.write('p/live/events.rank1.jsonl', line(1, 9));
    await printed(cli, '"value":9}');
    run.events(line(2, 1.75));
    // More lines than one group holds: some are sealed and some are not when they are asked for.
    run.events(Array.from({ length: 3_000 }, (_, i) => line(10 + i, i)).join(''));
    await printed(cli, '"value":2999}');
    run.end();
    const { code, out } = await cli.ended;
    expect(code).toBe(0);
    const rows = out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { step: number; values: { value: number }[] });
    expect(rows.slice(0, 6).map(({ step, values }) => [step, values[0]?.value])).toEqual(
      expect.arrayContaining([
        [1, 3],
        [2, 2],
        [3, 1],
        [4, 0.5],
        [1, 9],
        [2, 1.75],
      ]),
    );
    expect(rows.slice(6).map(({ step }) => step)).toEqual(Array.from({ length: 3_000 }, (_, i) => 10 + i));
  },
);

test('an interrupted tail gives the index back and says that it was interrupted', MINUTES, async () => {
  await using root = tempRoot();
  await using index = tempRoot();
  liveRun(root);
  const cli = startCli(['tail', 'live', '-f', '--root', root.path, '--index', join(index.path, 'index.db')]);
  await printed(cli, 'two\n');
  cli.process.kill('SIGINT');
  expect(await cli.ended).toEqual({ code: 130, out: 'one\ntwo\n', err: '' });
  expect(readdirSync(index.path)).not.toContain('index.db.lock');
});

test('bars are collapsed over all that is followed, and kept where that is asked for', MINUTES, async () => {
  await using root = tempRoot();
  await using index = tempRoot();
  const frame = (n: number): string => `train: ${n * 10}%|${'█'.repeat(n)}| ${n}/10 [00:0${n - 1}<00:09, 1.00it/s]\n`;
  const run = liveRun(root);
  run.log(frame(1) + frame(2));
  const where = ['--root', root.path, '--index', join(index.path, 'index.db')];
  const cli = startCli(['tail', 'live', '--follow', ...where]);
  await printed(cli, 'two\n');
  run.log(`${frame(3)}${frame(4)}done\n`);
  await printed(cli, 'done\n');
  run.end();
  const { out } = await cli.ended;
  expect(out).toMatch(/^one\ntwo\n(train: 20%.*\n)?train: 40%.*\ndone\n$/);
  expect((await runCli(['tail', 'live', '--tqdm', 'keep', ...where])).out.match(/train:/g)).toHaveLength(4);
  expect((await runCli(['tail', 'live', '--tqdm', 'drop', ...where])).out).toBe('one\ntwo\ndone\n');
  expect((await runCli(['tail', 'live', '--tqdm', 'many', ...where])).code).toBe(2);
});

test('more lines than one page holds are told by their number', MINUTES, async () => {
  await using root = tempRoot();
  await using index = tempRoot();
  root.write('p/long/events.jsonl', line(1, 1));
  const all = Array.from({ length: 20_000 }, (_, i) => `line ${i + 1}\n`);
  root.write('p/long/logs.txt', all.join(''));
  const where = ['--root', root.path, '--index', join(index.path, 'index.db')];
  expect((await runCli(['tail', 'long', '-n', '12345', ...where])).out).toBe(all.slice(-12_345).join(''));
  expect((await runCli(['tail', 'long', '-n', '0', ...where])).out).toBe('');
});

test('a reader that closes the pipe early is no trouble', MINUTES, async () => {
  await using root = tempRoot();
  await using index = tempRoot();
  root.write('p/a/events.jsonl', Array.from({ length: 50_000 }, (_, i) => line(i, i)).join(''));
  const cli = startCli(['export', 'a', '--root', root.path, '--index', join(index.path, 'index.db')]);
  await printed(cli, 'run,metric');
  cli.process.stdout?.destroy();
  expect(await cli.ended).toMatchObject({ code: 0, err: '' });
  expect(readdirSync(index.path)).not.toContain('index.db.lock');
});

test(
  'an empty root has no runs and no problem; one that is not there is trouble; a single file is a run',
  MINUTES,
  async () => {
    await using root = tempRoot();
    await using index = tempRoot();
    const where = (path: string) => ['--root', path, '--index', join(index.path, `${path.length}.db`)];
    expect(await runCli(['ls', '--json', ...where(root.path)])).toEqual({ code: 0, out: '[]\n', err: '' });
    const empty = await runCli(['ls', ...where(root.path)]);
    expect(empty).toMatchObject({ code: 0, out: '' });
    expect(empty.err).toContain('No run fits');
    expect(await runCli(['doctor', ...where(root.path)])).toMatchObject({ code: 0, err: '' });
    const none = await runCli(['ls', ...where(join(root.path, 'none'))]);
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toContain('There is no folder');
    const file = root.write('alone.jsonl', line(1, 0.25));
    expect(JSON.parse((await runCli(['ls', '--json', ...where(file)])).out)).toMatchObject([
      { id: 'alone', primary_value: 0.25 },
    ]);
    // STEPWELL_ROOT names the folders where --root does not.
    const named = await runCli(['ls', '--json', '--index', join(index.path, 'env.db')], { STEPWELL_ROOT: file });
    expect(JSON.parse(named.out)).toHaveLength(1);
  },
);

test('a folder without write bits is answered about in full, and stays as it is', MINUTES, async () => {
  await using root = tempRoot('runicorn-0.6');
  await using index = tempRoot();
  const folders = readdirSync(root.path, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  const all = [root.path, ...folders];
  for (const folder of all) chmodSync(folder, 0o555);
  try {
    const before = all.map((folder) => statSync(folder).mtimeMs);
    const where = ['--root', root.path, '--index', join(index.path, 'index.db')];
    const env = { XDG_DATA_HOME: join(index.path, 'data') };
    const runs = JSON.parse((await runCli(['ls', '--json', ...where], env)).out) as { display_id: string }[];
    expect(runs.length).toBeGreaterThan(3);
    expect((await runCli(['show', runs[0]?.display_id ?? '', ...where], env)).code).toBe(0);
    const { findings } = JSON.parse((await runCli(['doctor', '--json', ...where], env)).out);
    expect(findings.map(({ what }: { what: string }) => what).join()).toContain('is read-only');
    expect(all.map((folder) => statSync(folder).mtimeMs)).toEqual(before);
  } finally {
    for (const folder of all) chmodSync(folder, 0o755);
  }
});

test('a server that asks for a token is given that of this user, and nobody else gets an answer', MINUTES, async () => {
  await using root = tempRoot('runicorn-0.6');
  await using index = tempRoot();
  const env = { STEPWELL_TOKEN: 'a-token-for-this-test-only' };
  await using server = await runServer([root.path], { args: ['--auth', 'token'], env });
  const where = ['--root', root.path, '--index', server.indexFile];
  expect(JSON.parse((await runCli(['ls', '--json', ...where], env)).out).length).toBeGreaterThan(3);
  const stranger = await runCli(['ls', '--json', ...where], { XDG_CONFIG_HOME: index.path });
  expect(stranger).toMatchObject({ code: 2, out: '' });
  expect(stranger.err).toContain('asks for a token');
  expect((await runCli(['ls', '--server', new URL(server.url).origin], env)).code).toBe(0);
  expect((await runCli(['ls', '--server', new URL(server.url).origin])).code).toBe(2);
  const nobody = await runCli(['ls', '--server', 'http://127.0.0.1:1']);
  expect(nobody).toEqual({ code: 2, out: '', err: 'stepwell: No server answers at http://127.0.0.1:1\n' });
});
