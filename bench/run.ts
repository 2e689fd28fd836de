import { execSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { runServer, until } from '../server/testing/runServer.ts';
import { benchCharts } from './browser/charts.ts';
import { benchDeepZoom, benchManyMetrics } from './browser/gestures.ts';
import { benchLive } from './browser/live.ts';
import { benchManyRows, benchManyRuns, benchSoak } from './browser/page.ts';
import { httpFloor } from './httpFloor.ts';
import { benchLogs } from './logs.ts';
import { makeRun } from './makeRuns.ts';
import { parseFloor } from './parseFloor.ts';

interface Row {
  work: string;
  value: string;
  against: string;
  target: string;
}

const rows: Row[] = [];
const add = (work: string, value: string, against: string, target: string): void => {
  rows.push({ work, value, against, target });
  console.log(`${work}: ${value} (${against}; target ${target})`);
};
const ms = (value: number): string => (value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`);
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
/** By the nearest rank: the least value that at least this share of all does not exceed. */
const percentile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] as number;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const agent = new Agent({ keepAlive: true });

/** One request, read to its end: node:http, since fetch takes several times as long as what is measured. */
function read(
  url: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<{ etag: string; text: () => string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, method: body === undefined ? 'GET' : 'POST', headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => resolve({ etag: answer.headers.etag ?? '', text: () => Buffer.concat(parts).toString() }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

async function askSeries(url: string, run: string, from: number | null): Promise<void> {
  await read(`${url}api/series`, {
    headers: { 'Content-Type': 'application/json', Accept: 'application/vnd.apache.arrow.stream' },
    body: JSON.stringify({ runs: [run], metrics: ['train/m0'], x: 'step', from, width: 1000 }),
  });
}

async function health(url: string): Promise<{ indexing: { indexing: boolean; points: number } }> {
  return JSON.parse((await read(`${url}api/health`)).text());
}

/** 3 M points in lines of 10: process start → all queryable. */
async function coldIndex(folder: string): Promise<void> {
  const root = join(folder, 'cold');
  makeRun(join(root, 'run'), { lines: 300_000, metrics: 10 });
  const events = join(root, 'run', 'events.jsonl');
  const index = join(folder, 'cold.db');
  const floors: number[] = [];
  const colds: number[] = [];
  for (let round = 0; round < 3; round++) {
    floors.push(await parseFloor(events));
    for (const suffix of ['', '-wal', '-shm']) rmSync(index + suffix, { force: true });
    const began = performance.now();
    await using server = await runServer([root], { indexFile: index });
    await until(
      () => health(server.url),
      ({ indexing }) => !indexing.indexing && indexing.points === 3_000_000,
      120_000,
    );
    colds.push(performance.now() - began);
  }
  add(
    'cold index, 3 M points in lines of 10',
    ms(median(colds)),
    `two-worker JSON.parse ${ms(median(floors))}: ${(median(colds) / median(floors)).toFixed(2)}×`,
    '≤ 2.5×',
  );
  const share = statSync(index).size / statSync(events).size;
  add('index on disk, idle', `${(share * 100).toFixed(1)} %`, 'of events.jsonl', '≤ 25 %');
}

/** What a server that shows one run answers while another one of 3 M points is being indexed. */
async function whileIndexing(folder: string): Promise<void> {
  const root = join(folder, 'busy');
  const apart = join(folder, 'apart');
  makeRun(join(root, 'shown'), { lines: 100_000, metrics: 1 });
  makeRun(apart, { lines: 300_000, metrics: 10 }, 2);
  await using server = await runServer([root]);
  const settled = ({ indexing }: Awaited<ReturnType<typeof health>>, points: number): boolean =>
    !indexing.indexing && indexing.points === points;
  await until(
    () => health(server.url),
    (now) => settled(now, 100_000),
    60_000,
  );
  for (let i = 0; i < 20; i++) await askSeries(server.url, 'shown', i);
  renameSync(apart, join(root, 'coming'));
  const healths: number[] = [];
  const charts: number[] = [];
  for (let done = false; !done; ) {
    const began = performance.now();
    const now = await health(server.url);
    healths.push(performance.now() - began);
    charts.push(await timed(() => askSeries(server.url, 'shown', charts.length % 1_000)));
    done = settled(now, 3_100_000);
  }
  add(
    'health while 3 M points are indexed, p99',
    ms(percentile(healths, 0.99)),
    `${healths.length} requests`,
    '≤ 25 ms',
  );
  add('a chart of another run meanwhile, p99', ms(percentile(charts, 0.99)), `${charts.length} requests`, '≤ 100 ms');
}

/** Brings a file into the page cache, as far as there is room: a system may have given up what was written a minute ago. */
function readThrough(file: string): void {
  const handle = openSync(file, 'r');
  const piece = Buffer.alloc(4 * 1024 * 1024);
  while (readSync(handle, piece) > 0);
  closeSync(handle);
}

/** Points of a run that is asked about before the one that is measured. */
const OTHER = 2_000_000;

/** A server that nobody asks makes itself ready for charts (`warmUp`). */
const REST_MS = 2_500;

/** One series to 1,000 px: the first request of a server that has rested and answered others, then the same again. */
async function seriesAtWidth(folder: string, points: number): Promise<void> {
  const root = join(folder, `series-${points}`);
  makeRun(join(root, 'long'), { lines: points, metrics: 1 });
  makeRun(join(root, 'other'), { lines: OTHER, metrics: 1 }, 2);
  await using server = await runServer([root]);
  await until(
    () => health(server.url),
    ({ indexing }) => !indexing.indexing && indexing.points === points + OTHER,
    600_000,
  );
  const ask = (run: string, from: number | null) => askSeries(server.url, run, from);
  await setTimeout(REST_MS);
  readThrough(server.indexFile);
  for (let i = 0; i < 20; i++) await ask('other', i + 1);
  const cold = await timed(() => ask('long', null));
  const repeats: number[] = [];
  for (let i = 0; i < 9; i++) repeats.push(await timed(() => ask('long', null)));
  const cached = median(repeats);
  const zooms: number[] = [];
  for (let i = 1; i <= 20; i++) zooms.push(await timed(() => ask('long', (points * i) / 25)));
  const empties: number[] = [];
  for (let i = 0; i < 9; i++) empties.push(await timed(() => read(`${server.url}api/projects`)));
  const empty = median(empties);
  add(
    `one series to 1,000 px, ${points / 1e6} M points`,
    `${ms(cold)} cold, ${ms(cached)} cached, zoom p95 ${ms(percentile(zooms, 0.95))}`,
    `an empty route ${ms(empty)}`,
    '≤ 20 ms cold, ≤ 5 ms cached',
  );
}

async function table(folder: string): Promise<void> {
  const root = join(folder, 'table');
  makeRun(join(root, 'run'), { lines: 100_000, metrics: 3 });
  makeRun(join(root, 'warm'), { lines: 5_000, metrics: 3 });
  await using server = await runServer([root]);
  await until(
    () => health(server.url),
    ({ indexing }) => !indexing.indexing && indexing.points === 315_000,
    60_000,
  );
  // Of files that changed two seconds ago no table is kept: a second change could look the same (`runStamp`).
  await setTimeout(REST_MS);
  for (let i = 0; i < 5; i++) await read(`${server.url}api/runs/warm/metrics_step?from=${i}`);
  const url = `${server.url}api/runs/run/metrics_step`;
  let etag = '';
  const first = await timed(async () => {
    etag = (await read(url)).etag;
  });
  const repeats: number[] = [];
  const unchanged: number[] = [];
  for (let i = 0; i < 15; i++) repeats.push(await timed(() => read(url)));
  // One after another, as the floor beside them and as who asks again and again.
  for (let i = 0; i < 15; i++) unchanged.push(await timed(() => read(url, { headers: { 'If-None-Match': etag } })));
  const floor = median(await httpFloor((bare) => read(bare), 15));
  add(
    'metrics_step, 100,000 steps × 3',
    `${ms(first)} first, ${ms(median(repeats))} repeat, ${ms(median(unchanged))} as 304`,
    `Runicorn 0.6: 670 ms, 240 ms; a bare 304 of node:http ${ms(floor)}`,
    '< 240 ms, ≤ 23 ms, ≤ 1 ms',
  );
}

async function list(folder: string): Promise<void> {
  const root = join(folder, 'list');
  for (let i = 0; i < 1_000; i++) makeRun(join(root, `run${i}`), { lines: 20, metrics: 3 }, i + 1);
  const index = join(folder, 'list.db');
  {
    await using server = await runServer([root], { indexFile: index });
    await until(
      () => health(server.url),
      ({ indexing }) => !indexing.indexing && indexing.points === 60_000,
      60_000,
    );
  }
  const began = performance.now();
  await using server = await runServer([root], { indexFile: index });
  const rowsListed = (JSON.parse((await read(`${server.url}api/runs`)).text()) as unknown[]).length;
  add(
    '1,000 runs listed after start, warm index',
    ms(performance.now() - began),
    `${rowsListed} rows; TensorBoard 1.09 s (measured elsewhere)`,
    '5× faster',
  );
}

async function log(): Promise<void> {
  const found = await benchLogs(1024 ** 3, 3);
  add(
    '1 GB log: first screen / full line index',
    `${ms(found.firstScreen)} / ${ms(found.fullIndex)}`,
    `wc -l ${ms(found.wordCount)}: ${found.indexRatio.toFixed(2)}×`,
    '≤ 100 ms / ≤ 2.5×',
  );
}

async function charts(): Promise<void> {
  for (const { shape, card, uplot, ratio } of await benchCharts()) {
    const what = `${shape.charts} charts × ${shape.runs} runs × ${shape.points.toLocaleString('en')} points painted`;
    const target = shape.points === 1_000 ? '≤ 2×' : '≤ 1.5×';
    add(what, ms(median(card)), `uPlot ${ms(median(uplot))}: ${ratio.toFixed(2)}×`, target);
  }
}

async function live(folder: string): Promise<void> {
  const found = await benchLive(folder);
  add(
    'line written → drawn in a chart of 20 live runs',
    `p50 ${ms(percentile(found, 0.5))}, p95 ${ms(percentile(found, 0.95))}`,
    `${found.length} lines, 25 a second`,
    'p95 ≤ 100 ms',
  );
}

async function many(folder: string): Promise<void> {
  const { first, all, frames, moves } = await benchManyRuns(folder);
  const move = `p50 ${ms(percentile(moves, 0.5))}, p95 ${ms(percentile(moves, 0.95))}`;
  const value = `${ms(first)} to the first curves, ${ms(all)} to all, a move of the pointer ${move}, a frame p95 ${ms(percentile(frames, 0.95))}`;
  add('1,000 runs × 10,000 points in one chart', value, `${moves.length} moves`, '≤ 500 ms, ≤ 16 ms');
}

async function wide(folder: string): Promise<void> {
  const { keys, nodes } = await benchManyMetrics(folder);
  const shares = (of: (key: (typeof keys)[number]) => number): string => {
    const times = keys.map(of);
    return `p50 ${ms(percentile(times, 0.5))}, p95 ${ms(percentile(times, 0.95))}`;
  };
  const value = `${shares(({ echo }) => echo)} to the letter, ${shares(({ result }) => result)} to its charts, ${nodes} nodes`;
  add('10,000 metrics in a run: filter', value, `${keys.length} keys`, '≤ 50 ms, < 3,000 nodes');
}

async function rowsScrolled(folder: string): Promise<void> {
  const frames = await benchManyRows(folder);
  const value = `p50 ${ms(percentile(frames, 0.5))}, p95 ${ms(percentile(frames, 0.95))} a frame`;
  add('10,000 runs in the table, scrolled', value, `${frames.length} frames`, '60 a second: 16.7 ms');
}

async function deep(folder: string): Promise<void> {
  const zooms = await benchDeepZoom(folder);
  const value = `p50 ${ms(percentile(zooms, 0.5))}, p95 ${ms(percentile(zooms, 0.95))}`;
  add('10 M points: a drag let go of → the frame with its lines', value, `${zooms.length} zooms`, 'p95 ≤ 100 ms');
}

/** `--hour`: as many lines as 20 runs write in an hour at one a second each, five times as fast. */
async function soak(folder: string): Promise<void> {
  const hour = process.argv.includes('--hour');
  const { heaps, lines, hiddenRequests } = await benchSoak(folder, hour ? { lines: 72_000, pauseMs: 10 } : {});
  const value = `${heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ')} MB after each tenth of ${lines.toLocaleString('en')} lines of 20 live runs`;
  add('heap of the page', value, `${hiddenRequests} requests while the tab is hidden`, 'does not grow; 0');
}

const sizes = process.argv.includes('--large') ? [1e6, 1e7, 1e8] : [1e6, 1e7];
const benches: Record<string, (folder: string) => Promise<void>> = {
  cold: coldIndex,
  busy: whileIndexing,
  table,
  list,
  log,
  charts,
  live,
  many,
  wide,
  rows: rowsScrolled,
  deep,
  soak,
  series: async (folder) => {
    for (const points of sizes) await seriesAtWidth(folder, points);
  },
};
/** `--only cold,series` runs some of them. */
const only = process.argv[process.argv.indexOf('--only') + 1]?.split(',') ?? [];
const folder = mkdtempSync(join(tmpdir(), 'stepwell-bench-'));
try {
  for (const [name, bench] of Object.entries(benches))
    if (!process.argv.includes('--only') || only.includes(name)) await bench(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const commit = execSync('git rev-parse --short HEAD').toString().trim();
console.log(`\n${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}, commit ${commit}\n`);
console.log('| work | value | against | target |\n|---|---|---|---|');
for (const row of rows) console.log(`| ${row.work} | ${row.value} | ${row.against} | ${row.target} |`);
