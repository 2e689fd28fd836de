import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { differences } from './testing/differences.ts';
import { LogClient } from './testing/logServer.ts';
import { runServer } from './testing/runServer.ts';
import { tempRoot } from './testing/tempRoot.ts';

/** What Runicorn's viewer answered for the same folders (shared/fixtures/viewer/README.md). */
interface Viewer {
  answers: { request: string; status: number; body: unknown }[];
  sockets: { run: string; messages: string[]; end: string }[];
}

const ROOTS = [
  ['v06', 'runicorn-0.6'],
  ['v06-legacy', 'runicorn-0.5'],
  ['v06-hostile', 'synthetic'],
] as const;

/** Which kinds of difference bear which name of docs/compatibility.md. */
const NAMED: [name: string, kinds: RegExp[]][] = [
  ['more-fields', [/^runs(\/\{id\})? (\[\]\.)?\w+: only here$/, /^metrics\S* (non_finite|start_time): only here$/]],
  [
    'no-absolute-paths',
    [/run_dir: absent here$/, /^runs\/\{id\} (logs|metrics_step): absent here$/, /^runs\/\{id\} metrics: string there/],
  ],
  ['no-pid-in-the-list', [/^runs \[\]\.pid: absent here$/]],
  ['assets', [/^runs\/\{id\} assets: absent here$/, /^runs\/\{id\}\/assets 200 there, 404 here$/]],
  ['newest-first', [/^runs \[\]: other order$/]],
  ['best-that-stands', [/^runs \[\]\.best_metric_value: other value$/]],
  ['legacy-path', [/^runs(\/\{id\})? (\[\]\.)?path: other value$/]],
  ['projects-with-counts', [/^projects /]],
  ['routes-of-no-seed', [/^paths\S* 200 there, 404 here$/, /^v2\/experiments detail: other value$/]],
  ['not-found-names-the-run', [/^\S+ detail: other value$/]],
  ['one-sentence', [/downsample detail: object there, string here$/]],
  ['downsample-range', [/downsample 422 there, 200 here$/]],
  ['progress-tells', [/^runs\/\{id\}\/progress /]],
  ['metrics-by-time', [/^metrics (columns|rows|sampled|total)\b/]],
  ['time-from-the-start', [/rows\[\]\.time: from the start$/]],
  ['absent-not-null', [/rows\[\]\.<metric>: null there, absent here$/]],
  ['columns-as-first-seen', [/^metrics_step\S* columns: (other order|has global_step)$/]],
  ['epoch-is-a-metric', [/columns: has epoch$/, /rows\[\]\.<metric>: only here$/]],
  ['bad-bytes-are-quarantined', [/columns: lacks (caf|note)$/, /rows\[\]\.<metric>: absent here$/]],
  ['first-line-behind-a-bom', [/^metrics_step (rows: a step only here|sampled: other value|total: other value)$/]],
  ['thinned-per-metric', [/^metrics_step\?downsample (rows: a step|sampled: other value|total: other value)/]],
  ['socket-codes', [/^logs a control line there$/]],
  ['unfinished-line-waits', [/^logs an unfinished line there$/]],
  ['bytes-are-shown', [/^logs bytes that are no UTF-8 left out there$/]],
];

function viewerOf(label: string): Viewer {
  const file = fileURLToPath(new URL(`../shared/fixtures/viewer/${label}.json.gz`, import.meta.url));
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Viewer;
}

/** What was asked, without ids and values. */
function kindOf(request: string): string {
  const plain = request
    .replace(/\d{8}_\d{6}_[0-9a-f]{6}/, '{id}')
    .replace(/=.*$/, '')
    .replace('/api/', '');
  return plain.replace('runs/{id}/metrics', 'metrics');
}

/** Every kind of difference, with a request that shows it. */
async function allDifferences(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [label, fixture] of ROOTS) {
    await using root = tempRoot(fixture);
    await using server = await runServer([root.path]);
    const viewer = viewerOf(label);
    await openRuns(server.url);
    for (const { request, status, body } of viewer.answers) {
      const answer = await fetch(new URL(request, server.url));
      const ours = (await answer.json()) as { start_time?: number };
      if (answer.status !== status) found.set(`${kindOf(request)} ${status} there, ${answer.status} here`, request);
      else
        for (const one of differences(body, ours, ours.start_time ?? null))
          found.set(`${kindOf(request)} ${one}`, `${label} ${request}`);
    }
    for (const socket of viewer.sockets)
      for (const one of await socketDifferences(server.url, socket)) found.set(`logs ${one}`, `${label} ${socket.run}`);
  }
  return found;
}

/** A run that is opened is taken in, and what its list row says of it does not depend on how far the index is. */
async function openRuns(url: string): Promise<void> {
  const runs = (await (await fetch(new URL('/api/runs', url))).json()) as { ref: string }[];
  for (const { ref } of runs) await (await fetch(new URL(`/api/runs/${encodeURIComponent(ref)}`, url))).json();
}

async function socketDifferences(url: string, { run, messages }: Viewer['sockets'][number]): Promise<string[]> {
  const runs = (await (await fetch(new URL('/api/runs', url))).json()) as { id: string; alias: string; path: string }[];
  const id = runs.find((row) => row.alias === run || row.path.endsWith(`/${run}`))?.id ?? run;
  const client = new LogClient(`${url.replace('http', 'ws')}api/runs/${id}/logs/ws?tail=100000&follow=0`);
  await client.close();
  const found: string[] = [];
  // The viewer leaves blank lines out.
  const ours = client.messages.filter((line) => line.trim() !== '');
  for (const [i, line] of messages.entries()) {
    if (line === ours[i]) continue;
    if (/^\[(info|error)\] /.test(line)) found.push('a control line there');
    else if (i === ours.length && i === messages.length - 1) found.push('an unfinished line there');
    else if (line === ours[i]?.replaceAll('\ufffd', '')) found.push('bytes that are no UTF-8 left out there');
    else found.push(`line ${i + 1}: ${line.slice(0, 80)} there, ${ours[i]?.slice(0, 80)} here`);
  }
  if (ours.length > messages.length) found.push('more lines here');
  return found;
}

test("what differs from the answers of Runicorn's own viewer has a name in docs/compatibility.md", async () => {
  const found = await allDifferences();
  const nameless = [...found].filter(([kind]) => !NAMED.some(([, kinds]) => kinds.some((one) => one.test(kind))));
  expect(nameless).toEqual([]);
  const text = readFileSync(new URL('../docs/compatibility.md', import.meta.url), 'utf8');
  for (const [name, kinds] of NAMED) {
    expect(text, name).toContain(`| \`${name}\` |`);
    for (const kind of kinds)
      expect(
        [...found.keys()].some((one) => kind.test(one)),
        `${name} ${kind}`,
      ).toBe(true);
  }
}, 300_000);
