import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rootNotes } from './files/rootNotes.ts';
import { joinNumbers, keptNumbers, readNumbers } from './ingest/numbersFile.ts';
import { inMountNamespace, mayMount } from './testing/mounts.ts';
import { type RunningServer, runServer, until } from './testing/runServer.ts';
import { type TempRoot, tempRoot } from './testing/tempRoot.ts';
import { testEngine } from './testing/testEngine.ts';
import { treeHash } from './testing/treeHash.ts';

const LINE = '{"ts":1700000000,"type":"metrics","data":{"loss":1,"global_step":1}}\n';
const MINUTES = { timeout: 180_000 };

type Numbered = Record<string, [display: string, job: number, experiment: number]>;

async function numbersOf(server: RunningServer, runs: number): Promise<Numbered> {
  const list = async () =>
    (await (await fetch(`${server.url}api/runs`)).json()) as {
      id: string;
      path: string;
      display_id: string;
      job_id: number;
      experiment_id: number;
    }[];
  const rows = await until(list, (found) => found.length === runs && found.every(({ job_id }) => job_id > 0));
  return Object.fromEntries(
    rows
      .map((row): [string, Numbered[string]] => [
        `${row.path}/${row.id}`,
        [row.display_id, row.job_id, row.experiment_id],
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Runs whose order of creation is neither that of their names nor that of their folders. */
function addRun(root: Pick<TempRoot, 'write'>, folder: string, created: number | null, project?: string): void {
  root.write(join(folder, 'events.jsonl'), LINE);
  if (created !== null) root.write(join(folder, 'meta.json'), JSON.stringify({ created_at: created, project }));
}

function someRuns(root: TempRoot): void {
  addRun(root, 'vision/z', 10, 'my-model-project');
  addRun(root, 'vision/a', 20, 'my-model-project');
  addRun(root, 'text/b', 15, 'text');
  addRun(root, 'text/a', 15, 'text');
  addRun(root, 'vision/__proto__', null);
}

const SOME: Numbered = {
  'text/a': ['TEX-1', 3, 3],
  'text/b': ['TEX-2', 4, 3],
  'vision/__proto__': ['VIS-1', 1, 1],
  'vision/a': ['MMP-2', 5, 2],
  'vision/z': ['MMP-1', 2, 2],
};

function sorted(numbers: Numbered): [string, unknown][] {
  return Object.entries(numbers).sort(([a], [b]) => (a < b ? -1 : 1));
}

test(
  'numbers go by creation, and survive the deletion of the index, and of the notes where no run was deleted',
  MINUTES,
  async () => {
    await using root = tempRoot();
    someRuns(root);
    {
      await using server = await runServer([root.path]);
      expect(sorted(await numbersOf(server, 5))).toEqual(sorted(SOME));
    }
    {
      await using server = await runServer([root.path]);
      expect(sorted(await numbersOf(server, 5))).toEqual(sorted(SOME));
    }
    // One that is older than all comes late: nothing moves.
    addRun(root, 'vision/late', 1, 'my-model-project');
    const more = { ...SOME, 'vision/late': ['MMP-3', 6, 2] as Numbered[string] };
    {
      await using server = await runServer([root.path]);
      expect(sorted(await numbersOf(server, 6))).toEqual(sorted(more));
      // A number is not given out again, whatever becomes of its run.
      rmSync(join(root.path, 'vision', 'late'), { recursive: true });
      addRun(root, 'vision/next', 30, 'my-model-project');
      const { 'vision/late': _, ...rest } = more;
      await until(
        async () => sorted(await numbersOf(server, 6)),
        (now) => JSON.stringify(now) === JSON.stringify(sorted({ ...rest, 'vision/next': ['MMP-4', 7, 2] })),
      );
    }
    rmSync(join(root.path, 'vision', 'next'), { recursive: true });
    rmSync(join(root.path, '.stepwell'), { recursive: true });
    await using server = await runServer([root.path]);
    expect(sorted(await numbersOf(server, 5))).toEqual(sorted(SOME));
  },
);

test('a copied root keeps its numbers, and a copied run gets its own', MINUTES, async () => {
  await using root = tempRoot();
  await using copy = tempRoot();
  someRuns(root);
  addRun(root, 'text/gone', 1, 'text');
  {
    await using server = await runServer([root.path]);
    await numbersOf(server, 6);
  }
  // Without its history the order alone would give other numbers.
  rmSync(join(root.path, 'text', 'gone'), { recursive: true });
  cpSync(root.path, copy.path, { recursive: true });
  const before = await (async () => {
    await using server = await runServer([root.path]);
    return await numbersOf(server, 5);
  })();
  expect(before['text/a']?.[0]).toBe('TEX-2');
  cpSync(join(copy.path, 'vision', 'z'), join(copy.path, 'copies', 'z'), { recursive: true });
  await using server = await runServer([copy.path]);
  const after = await numbersOf(server, 6);
  expect(after).toMatchObject(before);
  expect(after['copies/z']?.[0]).toBe('MMP-3');
});

test('two servers on one root give out each number once, and both say the same', MINUTES, async () => {
  await using root = tempRoot();
  someRuns(root);
  await using first = await runServer([root.path]);
  await using second = await runServer([root.path]);
  expect(sorted(await numbersOf(first, 5))).toEqual(sorted(SOME));
  expect(sorted(await numbersOf(second, 5))).toEqual(sorted(SOME));
  for (let i = 0; i < 30; i++) {
    mkdirSync(join(root.path, `new-${i % 3}`), { recursive: true });
    addRun(root, join(`new-${i % 3}`, `${i}`), 100 - i, 'text');
  }
  const [left, right] = [await numbersOf(first, 35), await numbersOf(second, 35)];
  expect(left).toEqual(right);
  for (const at of [0, 1] as const) expect(new Set(Object.values(left).map((numbers) => numbers[at])).size).toBe(35);
  // What is typed into one stays when something is typed into the other.
  const edit = (server: RunningServer, run: string, alias: string) =>
    fetch(`${server.url}api/runs/${run}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ alias }),
    });
  expect((await edit(first, 'z', 'from the first')).status).toBe(200);
  expect((await edit(second, 'b', 'from the second')).status).toBe(200);
  const kept = JSON.parse(readFileSync(join(root.path, '.stepwell', 'edits.json'), 'utf8'));
  expect(kept.runs).toEqual({ 'vision/z': { alias: 'from the first' }, 'text/b': { alias: 'from the second' } });
});

/** Ways in which a root is read-only: as a mount where this process may mount, and by its write bits everywhere. */
const READ_ONLY: [string, (root: string) => { within: string[]; undo: () => void }][] = [
  [
    'a folder without write bits',
    (root) => {
      const folders = [
        root,
        ...treeHash(root)
          .filter((line) => line.endsWith('/'))
          .map((line) => join(root, line)),
      ];
      const own = join(root, '.stepwell');
      for (const folder of [...folders, own]) chmodSync(folder, 0o555);
      return {
        within: [],
        undo: () => {
          for (const folder of [...folders, own]) chmodSync(folder, 0o755);
        },
      };
    },
  ],
];
if (mayMount())
  READ_ONLY.push([
    'a read-only mount',
    (root) => ({
      within: inMountNamespace(`mount --bind ${root} ${root}; mount -o remount,ro,bind ${root}`),
      undo: () => {},
    }),
  ]);

for (const [name, makeReadOnly] of READ_ONLY)
  test(`${name} is served in full with its numbers, and takes what is typed beside it`, MINUTES, async () => {
    await using root = tempRoot();
    await using data = tempRoot();
    someRuns(root);
    addRun(root, 'text/gone', 1, 'text');
    let whole: { numbers: Numbered; tables: string[] };
    {
      await using server = await runServer([root.path]);
      await numbersOf(server, 6);
      rmSync(join(root.path, 'text', 'gone'), { recursive: true });
      whole = { numbers: await numbersOf(server, 5), tables: await tablesOf(server) };
    }
    // It came while nobody looked, so that its number can only be kept in the overlay.
    addRun(root, 'text/new', 40, 'text');
    const { within, undo } = makeReadOnly(root.path);
    const env = { XDG_DATA_HOME: data.path };
    try {
      const before = treeHash(root.path);
      const notes = readFileSync(join(root.path, '.stepwell', 'numbers.json'), 'utf8');
      for (const start of ['first', 'second']) {
        await using server = await runServer([root.path], { within, env });
        const numbers = await numbersOf(server, 6);
        expect(numbers, start).toEqual({ ...whole.numbers, 'text/new': ['TEX-4', 7, 2] });
        expect(await tablesOf(server, ['new'])).toEqual(whole.tables);
        const health = (await (await fetch(`${server.url}api/health`)).json()) as { roots: { read_only: boolean }[] };
        expect(health.roots[0]?.read_only).toBe(true);
        const alias = { alias: `typed at the ${start} start` };
        const headers = { 'Content-Type': 'application/json' };
        const edited = await fetch(`${server.url}api/runs/b`, {
          method: 'PATCH',
          headers,
          body: JSON.stringify(alias),
        });
        expect(edited.status).toBe(200);
        expect(await (await fetch(`${server.url}api/runs/b`)).json()).toMatchObject(alias);
        const refused = await fetch(`${server.url}api/runs/b`, { method: 'DELETE' });
        expect(refused.status).toBe(409);
        expect(await refused.json()).toEqual({ detail: 'The folder of this run is read-only: nothing was changed' });
      }
      expect(treeHash(root.path)).toEqual(before);
      expect(readFileSync(join(root.path, '.stepwell', 'numbers.json'), 'utf8')).toBe(notes);
      expect(readdirSync(join(root.path, '.stepwell'))).toEqual(['numbers.json']);
    } finally {
      undo();
    }
    // It can be written again: what was given out and typed meanwhile stands.
    await using server = await runServer([root.path], { env });
    expect((await numbersOf(server, 6))['text/new']).toEqual(['TEX-4', 7, 2]);
    const run = (await (await fetch(`${server.url}api/runs/b`)).json()) as { alias: string };
    expect(run.alias).toBe('typed at the second start');
  });

/** Every row of every run, as text. */
async function tablesOf(server: RunningServer, but: string[] = []): Promise<string[]> {
  const rows = (await (await fetch(`${server.url}api/runs`)).json()) as { id: string; path: string }[];
  const kept = rows.map(({ id, path }) => ({ id, full: `${path}/${id}` })).filter(({ id }) => !but.includes(id));
  const texts = kept
    .sort((a, b) => (a.full < b.full ? -1 : 1))
    .map(async ({ full }) => {
      const url = `${server.url}api/runs/${encodeURIComponent(full)}/metrics_step`;
      return `${full} ${await until(
        async () => (await fetch(url)).text(),
        (text) => text.includes('"loss":1'),
      )}`;
    });
  return Promise.all(texts);
}

test('a single file is numbered in the project that its first line names, whether its events are read or not', async () => {
  await using root = tempRoot();
  await using cache = tempRoot();
  const single = (created: number, more = ''): string =>
    `{"type":"run","data":{"project":"vision","experiment":"e","created_at":${created}}}\n${LINE}${more}`;
  root.write('deep/old.jsonl', single(5));
  // What a later line says is shown, and moves no number: when it is read is chance.
  root.write('deep/new.jsonl', single(30, '{"type":"run","data":{"alias":"said later"}}\n'));
  addRun(root, 'vision/folder', 20, 'vision');
  const expected = [
    { id: 'folder', display_id: 'VIS-2', number: 2, job_id: 2, project: 'vision', alias: null },
    { id: 'new', display_id: 'VIS-3', number: 3, job_id: 3, project: 'vision', alias: 'said later', experiment: 'e' },
    { id: 'old', display_id: 'VIS-1', number: 1, job_id: 1, project: 'vision', alias: null, experiment: 'e' },
  ];
  for (const _ of ['a cold index', 'a warm index, without what was given out']) {
    await using tested = await testEngine(root.path, join(cache.path, 'index.db'));
    const rows = await tested.rows();
    expect(rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toMatchObject(expected);
    rmSync(join(root.path, '.stepwell'), { recursive: true });
  }
  await using tested = await testEngine(root.path);
  root.write('deep/old.jsonl', single(7).replace('"e"', '"renamed"'));
  await tested.engine.indexer.walk();
  expect((await tested.rows({ filter: 'experiment:renamed' })).map(({ id }) => id)).toEqual(['old']);
});

test('a lock that a process left behind is waited for and then taken, and one that is held is waited for', async () => {
  await using root = tempRoot();
  const notes = rootNotes(root.path, { XDG_DATA_HOME: root.path });
  notes.update('x.json', () => ({ n: 0 }));
  writeFileSync(join(root.path, '.stepwell', '.x.json.lock'), '');
  notes.update('x.json', ({ own }) => ({ n: (own as { n: number }).n + 1 }));
  expect(notes.read('x.json').own).toEqual({ n: 1 });
  expect(readdirSync(join(root.path, '.stepwell'))).toEqual(['x.json']);
});

test('numbers that collide are those of whoever is read first; the rest goes without until it is given new ones', () => {
  const file = (runs: object, prefixes: object = { p: 'P' }): unknown => ({
    runs,
    experiments: { '["p","e"]': 1 },
    prefixes,
  });
  const given = (job: number, number: number) => ({ job, number, project: 'p', experiment: 1 });
  const joined = joinNumbers([
    readNumbers(file({ a: given(1, 1), broken: { job: 'x' } })),
    readNumbers(file({ a: given(9, 9), b: given(1, 2), c: given(2, 1), d: given(3, 3) }, { p: 'Q', q: 'P' })),
    readNumbers('no object'),
  ]);
  expect(keptNumbers(joined)).toEqual({
    runs: { a: given(1, 1), d: given(3, 3) },
    experiments: { '["p","e"]': 1 },
    prefixes: { p: 'P' },
  });
});
