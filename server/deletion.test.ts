import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { inMountNamespace, mayMount, pathIn } from './testing/mounts.ts';
import { type RunningServer, runServer, until } from './testing/runServer.ts';
import { tempRoot } from './testing/tempRoot.ts';
import { treeHash } from './testing/treeHash.ts';

const LINE = '{"ts":1700000000,"type":"metrics","data":{"loss":1,"global_step":1}}\n';
const MINUTES = { timeout: 180_000 };

interface Asked {
  status: number;
  body: {
    detail?: string;
    candidates?: string[];
    deleted_runs?: { id: string; path: string }[];
    restored_count?: number;
  };
}

async function ask(server: RunningServer, method: string, path: string, body?: unknown): Promise<Asked> {
  const answer = await fetch(`${server.url}api/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Asked['body'] };
}

async function listed(server: RunningServer): Promise<string[]> {
  const rows = (await (await fetch(`${server.url}api/runs`)).json()) as { id: string; path: string }[];
  return rows.map(({ id, path }) => (path === '' ? id : `${path}/${id}`)).sort();
}

const ref = (full: string): string => `runs/${encodeURIComponent(full)}`;

/** Into the bin, out of it, in again, and for good. */
async function cycle(server: RunningServer, full: string): Promise<void> {
  expect((await ask(server, 'DELETE', ref(full))).status).toBe(200);
  expect(await listed(server)).not.toContain(full);
  expect((await ask(server, 'POST', 'recycle-bin/restore', { run_ids: [full] })).body.restored_count).toBe(1);
  expect(await listed(server)).toContain(full);
  expect((await ask(server, 'DELETE', ref(full))).status).toBe(200);
  expect((await ask(server, 'DELETE', `${ref(full)}/permanent`)).status).toBe(200);
  expect((await ask(server, 'GET', 'recycle-bin')).body.deleted_runs).toEqual([]);
}

test('links in a run, to a run and in place of a run lead to nothing else', MINUTES, async () => {
  await using root = tempRoot();
  await using outside = tempRoot();
  outside.write('precious/events.jsonl', LINE);
  outside.write('precious/a/events.jsonl', LINE);
  for (const name of ['p/a', 'p/b', 'q/a', 'q/swapped', 'r/a']) root.write(join(name, 'events.jsonl'), LINE);
  symlinkSync(join(outside.path, 'precious'), join(root.path, 'p', 'a', 'link'));
  symlinkSync('../b', join(root.path, 'p', 'a', 'sibling'));
  symlinkSync(join(root.path, 'p', 'a'), join(root.path, 'p', 'to-a'));
  await using server = await runServer([root.path]);
  await until(
    () => listed(server),
    (runs) => runs.length === 5,
  );
  const before = treeHash(root.path, ['p/a']);
  const away = treeHash(outside.path);

  await cycle(server, 'p/a');
  expect(existsSync(join(root.path, 'p', 'a'))).toBe(false);
  expect(treeHash(root.path, ['p/a'])).toEqual(before);
  expect(treeHash(outside.path)).toEqual(away);

  // In the bin, and then another folder stands in its place, or in that of a folder above it.
  for (const full of ['q/swapped', 'r/a']) expect((await ask(server, 'DELETE', ref(full))).status).toBe(200);
  rmSync(join(root.path, 'q', 'swapped'), { recursive: true });
  symlinkSync(join(outside.path, 'precious'), join(root.path, 'q', 'swapped'));
  rmSync(join(root.path, 'r'), { recursive: true });
  symlinkSync(join(outside.path, 'precious'), join(root.path, 'r'));
  writeFileSync(join(outside.path, 'precious', '.deleted'), '');
  writeFileSync(join(outside.path, 'precious', 'a', '.deleted'), '');
  const swapped = treeHash(outside.path);
  for (const full of ['q/swapped', 'r/a']) {
    // Until the next walk has seen it the folder is refused as a link; then it is no run at all.
    expect([404, 409]).toContain((await ask(server, 'DELETE', `${ref(full)}/permanent`)).status);
    await ask(server, 'POST', 'recycle-bin/restore', { run_ids: [full] });
  }
  // A run that is listed, and is a link by the time it is deleted.
  renameSync(join(root.path, 'q', 'a'), join(root.path, 'q', 'kept'));
  symlinkSync(join(outside.path, 'precious'), join(root.path, 'q', 'a'));
  expect([404, 409]).toContain((await ask(server, 'DELETE', ref('q/a'))).status);
  expect(treeHash(outside.path)).toEqual(swapped);
});

test('of runs with one id only the one goes that is named by its path, in several roots too', MINUTES, async () => {
  await using first = tempRoot();
  await using second = tempRoot();
  for (const name of ['p/same', 'q/same', 'runs/p/other', 'p/other']) first.write(join(name, 'events.jsonl'), LINE);
  for (const name of ['p/same', 'p/more']) second.write(join(name, 'events.jsonl'), LINE);
  await using server = await runServer([first.path, second.path]);
  await until(
    () => listed(server),
    (runs) => runs.length === 6,
  );
  const before = [treeHash(first.path), treeHash(second.path)];

  const refused = await ask(server, 'DELETE', 'runs/same');
  expect(refused.status).toBe(409);
  expect(refused.body.candidates).toHaveLength(3);
  // The list tells them apart by the roots' names; without one path/id means two.
  const [one, two] = [first, second].map(({ path }) => path.split('/').at(-1));
  expect(await listed(server)).toEqual(
    [`${one}/p/other`, `${one}/p/same`, `${one}/runs/p/other`, 'p/more', 'q/same', `${two}/p/same`].sort(),
  );
  const both = await ask(server, 'DELETE', ref('p/same'));
  expect(both.status).toBe(409);
  expect(both.body.candidates).toHaveLength(2);
  expect([treeHash(first.path), treeHash(second.path)]).toEqual(before);

  const name = `${second.path.split('/').at(-1)}/p/same`;
  expect(both.body.candidates).toContain(name);
  expect((await ask(server, 'DELETE', ref(name))).status).toBe(200);
  expect((await ask(server, 'DELETE', `${ref(name)}/permanent`)).status).toBe(200);
  expect(treeHash(second.path)).toEqual(before[1]?.filter((line) => !line.startsWith('p/same')));
  expect(treeHash(first.path)).toEqual(before[0]);

  await cycleByFolder(server, 'runs/p/other');
  expect(treeHash(first.path)).toEqual(before[0]?.filter((line) => !line.startsWith('runs/p/other')));
  await cycle(server, 'q/same');
  expect(treeHash(first.path)).toEqual(before[0]?.filter((line) => !/^(runs\/p\/other|q\/same)/.test(line)));
});

async function cycleByFolder(server: RunningServer, folder: string): Promise<void> {
  expect((await ask(server, 'DELETE', ref(folder))).status).toBe(200);
  expect((await ask(server, 'DELETE', `${ref(folder)}/permanent`)).status).toBe(200);
}

test('a run that holds others stays, also when they came just now or lie where no walk looks', MINUTES, async () => {
  await using root = tempRoot();
  for (const name of ['a', 'b', 'c', 'd']) root.write(join('p', name, 'events.jsonl'), LINE);
  root.write('p/b/archive/old/events.jsonl', LINE);
  root.write('p/d/media/x/image.png', 'x');
  await using server = await runServer([root.path]);
  await until(
    () => listed(server),
    (runs) => runs.length === 4,
  );
  for (const name of ['a', 'b', 'c', 'd']) await ask(server, 'DELETE', `runs/${name}`);
  root.write('p/a/deep/er/status.json', '{}');
  symlinkSync('/', join(root.path, 'p', 'c', 'everything'));
  const before = treeHash(root.path);
  for (const name of ['a', 'b']) {
    for (const dry of ['', '?dry_run=true']) {
      const { status, body } = await ask(server, 'DELETE', `runs/${name}/permanent${dry}`);
      expect(status).toBe(409);
      expect(body.detail).toMatch(/holds other runs: nothing was deleted/);
    }
  }
  expect(treeHash(root.path)).toEqual(before);
  for (const name of ['c', 'd']) expect((await ask(server, 'DELETE', `runs/${name}/permanent`)).status).toBe(200);
  expect(treeHash(root.path)).toEqual(before.filter((line) => !/^p\/[cd]\b/.test(line)));
});

/** Writes until nothing more goes in, to the last byte. */
function fill(path: string): void {
  for (const size of [65_536, 4_096, 1]) {
    for (;;) {
      try {
        appendFileSync(path, Buffer.alloc(size));
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
        break;
      }
    }
  }
}

const FIXTURE = fileURLToPath(new URL('../shared/fixtures/roots/runicorn-0.6', import.meta.url));

interface FullDisk extends AsyncDisposable {
  server: RunningServer;
  /** The root, as this process reaches it. */
  root: string;
  /** Lets the index be written again, and takes that away. */
  ease(): void;
  fill(): void;
}

/** A root on a small disk of its own that is filled to the last byte; the index lies elsewhere. */
async function fullRoot(): Promise<FullDisk> {
  const root = tempRoot();
  const within = inMountNamespace(`mount -t tmpfs -o size=8m tmpfs ${root.path}; cp -r ${FIXTURE}/. ${root.path}`);
  const server = await runServer([root.path], { within });
  const inside = pathIn(server.process.pid, root.path);
  const close = async (): Promise<void> => {
    await server[Symbol.asyncDispose]();
    await root[Symbol.asyncDispose]();
  };
  return {
    server,
    root: inside,
    ease: () => {},
    fill: () => fill(join(inside, 'filler')),
    [Symbol.asyncDispose]: close,
  };
}

/** A server that may not write a byte to any file, its index included. */
async function fullEverywhere(): Promise<FullDisk> {
  const root = tempRoot('runicorn-0.6');
  const server = await runServer([root.path]);
  const close = async (): Promise<void> => {
    limit(server, null);
    await server[Symbol.asyncDispose]();
    await root[Symbol.asyncDispose]();
  };
  return {
    server,
    root: root.path,
    ease: () => limit(server, null),
    fill: () => limit(server, 0),
    [Symbol.asyncDispose]: close,
  };
}

const FULL_DISKS: [string, () => Promise<FullDisk>][] = [];
if (mayMount()) FULL_DISKS.push(['a full disk', fullRoot]);
if (process.platform === 'linux') FULL_DISKS.push(['a full disk that the index lies on, too,', fullEverywhere]);

/** How many bytes a file may have that the server writes to; null for any number. */
function limit(server: RunningServer, bytes: number | null): void {
  const script =
    'import resource, sys; resource.prlimit(int(sys.argv[1]), resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))';
  const { status, stderr } = spawnSync('python3', ['-c', script, String(server.process.pid), String(bytes ?? -1)]);
  if (status !== 0) throw new Error(String(stderr));
}

for (const [name, newDisk] of FULL_DISKS)
  test(
    `on ${name} a run goes into the bin, comes back and goes for good, and nothing else changes`,
    MINUTES,
    async () => {
      await using disk = await newDisk();
      const { server, root } = disk;
      await settled(server);
      disk.fill();
      const runs = await listed(server);
      const [full, ...others] = runs as [string, ...string[]];
      const folder = treeHash(root)
        .find((line) => line.endsWith(`${full}/`))
        ?.slice(0, -1) as string;
      const before = treeHash(root, [folder]);
      const own = treeHash(join(root, folder));

      expect((await ask(server, 'DELETE', ref(full))).status).toBe(200);
      expect(await listed(server)).toEqual(others);
      expect((await ask(server, 'GET', 'recycle-bin')).body.deleted_runs).toHaveLength(1);
      expect(treeHash(join(root, folder), ['.deleted'])).toEqual(own);
      expect((await ask(server, 'POST', 'recycle-bin/restore', { run_ids: [full] })).body.restored_count).toBe(1);
      expect(treeHash(join(root, folder))).toEqual(own);
      // What the index could not take in it takes in once it can be written.
      disk.ease();
      await until(
        () => listed(server),
        (now) => now.length === runs.length,
      );
      await settled(server);
      disk.fill();
      expect((await ask(server, 'DELETE', ref(full))).status).toBe(200);
      expect((await ask(server, 'DELETE', `${ref(full)}/permanent`)).status).toBe(200);
      expect(existsSync(join(root, folder))).toBe(false);
      expect(treeHash(root, [folder])).toEqual(before);
      expect(await listed(server)).toEqual(others);
    },
  );

async function settled(server: RunningServer): Promise<void> {
  await until(
    async () => (await (await fetch(`${server.url}api/health`)).json()) as { indexing: { indexing: boolean } },
    ({ indexing }) => !indexing.indexing,
  );
}

test('a marker that does not fit is an empty one, and only the folder that is named is touched', async () => {
  await using root = tempRoot();
  const bundle = join(root.path, 'deleteRun.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./files/deleteRun.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
  });
  root.write('p/a/events.jsonl', LINE);
  root.write('p/b/events.jsonl', LINE);
  const before = treeHash(root.path, ['p/a']);
  const script = `import { markDeleted, removeRun } from ${JSON.stringify(bundle)};
    await markDeleted(process.argv[1], 1, 'finished');
    if (process.argv[2] === 'remove') await removeRun(process.argv[1]);`;
  const run = (...args: string[]): number | null =>
    spawnSync('sh', [
      '-c',
      'ulimit -f 0; exec "$@"',
      'sh',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
      ...args,
    ]).status;
  const folder = join(root.path, 'p', 'a');
  expect(run(folder)).toBe(0);
  expect(readFileSync(join(folder, '.deleted'), 'utf8')).toBe('');
  expect(run(folder, 'remove')).toBe(0);
  expect(existsSync(folder)).toBe(false);
  expect(treeHash(root.path, ['p/a'])).toEqual(before);
});
