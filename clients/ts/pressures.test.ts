import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { IngestServer } from './testing/ingestServer.ts';
import { points, readLines } from './testing/runFiles.ts';
import { cleanEnvironment, runScript } from './testing/runScript.ts';

/**
 * Two pressures at once: something is wrong with the server or the disk while something happens to the process. Whatever the
 * pair, the process ends as it would have ended, nothing arrives twice, and what arrived plus what was reported as dropped is what
 * was logged.
 */

const CLIENT = new URL('../../dist/client/client.js', import.meta.url).href;
const COUNT = 200;
const CODE = `
const [where, happening, disk] = args;
const target = where.startsWith('http') ? { server: where } : { root: where };
const run = await stepwell.init({ ...target, runName: 'run', logLevel: 'Warn', errorStrategy: 'Silent', closeStrategy: 'CompleteAll',
  systemMetrics: false, captureConsole: false });
console.log('ready');
if (disk === undefined) await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.destroy();
if (disk === 'read-only') {
  const { renameSync, writeFileSync } = await import('node:fs');
  renameSync(run.place, run.place + '-moved');
  writeFileSync(run.place, '');
}
const train = (name, first, last) => { for (let i = first; i < last; i++) stepwell.log(name, i); };
if (happening === 'other') { train('y', 0, ${COUNT / 2}); console.log('logged'); process.exit(0); }
train('x', 0, ${COUNT / 2});
console.log('logged');
if (happening === 'signal') { process.kill(process.pid, 'SIGTERM'); await new Promise((resolve) => setTimeout(resolve, 60_000)); }
if (happening === 'exception') throw new RangeError('broken');
if (happening === 'exit') process.exit(3);
if (happening === 'worker') {
  const { Worker } = await import('node:worker_threads');
  const inner = "import(" + JSON.stringify(${JSON.stringify(CLIENT)}) + ").then(async ({ startRun }) => { const run = await startRun(" +
    JSON.stringify({ ...target, runName: 'run', logLevel: 'Warn', errorStrategy: 'Silent', closeStrategy: 'CompleteAll' }) +
    "); for (let i = 0; i < ${COUNT / 2}; i++) run.log('y', i); await run.close(); })";
  const worker = new Worker(inner, { eval: true, execArgv: [] });
  train('x', ${COUNT / 2}, ${COUNT});
  await new Promise((resolve) => worker.on('exit', resolve));
}
`;

/** What happens to the process, how it ends, the status that it says last, and how many values it logs. */
const HAPPENINGS = [
  { happening: 'signal', code: null, status: 'interrupted', logged: COUNT / 2 },
  { happening: 'exception', code: 1, status: 'failed', logged: COUNT / 2 },
  { happening: 'exit', code: 3, status: 'failed', logged: COUNT / 2 },
  { happening: 'worker', code: 0, status: 'finished', logged: COUNT + COUNT / 2 },
];

function droppedIn(said: string): number {
  return [...said.matchAll(/(\d+) events? w\w+ not written/g)].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Values that are each there once, in the order of their steps. */
function checkOnce(values: unknown[], told: string): void {
  expect(values, told).toEqual([...new Set(values as number[])].sort((a, b) => a - b));
}

interface Trouble {
  trouble: string;
  begin(server: IngestServer): unknown;
  heal(server: IngestServer): unknown;
  env?: NodeJS.ProcessEnv;
}

const TROUBLES: Trouble[] = [
  {
    trouble: 'a full queue',
    begin: ({ faults }) => {
      faults.hangs = true;
    },
    heal: (server) => server.release(),
    env: { STEPWELL_EVENT_QUEUE_MAX_SIZE: '20' },
  },
  {
    trouble: 'a server that answers 500',
    begin: ({ faults }) => {
      faults.status = 500;
    },
    heal: ({ faults }) => {
      faults.status = null;
    },
  },
  {
    trouble: 'a server that hangs',
    begin: ({ faults }) => {
      faults.hangs = true;
    },
    heal: (server) => server.release(),
  },
  {
    trouble: 'a server that is killed and comes back',
    begin: (server) => server.stop(),
    heal: (server) => server.start(),
  },
  {
    trouble: 'a server that loses replies',
    begin: ({ faults }) => {
      faults.lost = 0.3;
    },
    heal: ({ faults }) => {
      faults.lost = 0;
    },
  },
];

test.each(TROUBLES)(
  '$trouble, while the process is signalled, throws, exits or has a worker',
  { timeout: 180_000 },
  async ({ trouble, begin, heal, env }) => {
    for (const { happening, code, status, logged } of HAPPENINGS) {
      await using server = await new IngestServer().start();
      const script = runScript(CODE, [server.url, happening], env);
      await script.printed('ready');
      await begin(server);
      script.process.stdin?.write('go\n');
      await script.printed('logged');
      await heal(server);
      const told = `${trouble} and ${happening}`;
      expect((await script.ended).code, `${told}: ${script.err()}`).toBe(code);
      const arrived = ['x', 'y'].map((name) => server.values(name));
      for (const values of arrived) checkOnce(values, told);
      expect(arrived.flat().length + droppedIn(script.err()), `${told}: ${script.err()}`).toBe(logged);
      expect(droppedIn(script.err()) > 0, `${told}: ${script.err()}`).toBe(trouble === 'a full queue');
      expect(server.statuses.at(-1), told).toBe(status);
    }
  },
);

test.each(['full', 'read-only'])(
  'a disk that is %s, while the process is signalled, throws or exits',
  { timeout: 180_000 },
  async (disk) => {
    for (const { happening, code, logged } of HAPPENINGS.filter((one) => one.happening !== 'worker')) {
      await using root = tempRoot();
      const module = `import * as stepwell from ${JSON.stringify(CLIENT)};\nconst args = process.argv.slice(1);\n${CODE}`;
      const limit = disk === 'full' ? 'ulimit -f 8; ' : '';
      const args = ['-c', `${limit}exec "$0" --input-type=module -e "$1" -- "$2" "$3" "$4"`, process.execPath, module];
      const ended = spawnSync('sh', [...args, root.path, happening, disk], {
        encoding: 'utf8',
        env: cleanEnvironment(),
      });
      const told = `${disk} and ${happening}: ${ended.stderr}`;
      expect(ended.status, told).toBe(code);
      const files = readdirSync(root.path, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /events.*\.jsonl$/.test(name),
      );
      const written = files.flatMap((name) => points(readLines(join(root.path, dirname(name))), 'x'));
      checkOnce(
        written.map(([, value]) => value),
        told,
      );
      expect(written.length + droppedIn(ended.stderr), told).toBe(logged);
      expect(droppedIn(ended.stderr) > 0, told).toBe(disk === 'full');
    }
  },
);
