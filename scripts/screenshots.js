// Pictures of every page and state, into test-results/: look at them after a change of the page.
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { buildIfChanged, root } from './prepare.js';

buildIfChanged();
const results = join(root, 'test-results');
mkdirSync(results, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'stepwell-pictures-'));
const runs = join(folder, 'runs');
cpSync(join(root, 'shared', 'fixtures', 'roots', 'runicorn-0.6', 'runs'), runs, { recursive: true });
cpSync(join(root, 'shared', 'fixtures', 'roots', 'synthetic', 'runs'), runs, { recursive: true });
writeOddRuns(runs);
const sweep = join(folder, 'sweep');
cpSync(join(root, 'runs'), sweep, { recursive: true });
const many = join(folder, 'many');
writeManyRuns(many);
mkdirSync(join(folder, 'empty'));
writeFileSync(join(folder, 'empty', 'events.out.tfevents.1'), '');

const DARK = { colorScheme: 'dark' };
const NARROW = { viewport: { width: 1280, height: 800 } };
const WIDE = { viewport: { width: 2560, height: 1300 } };
const RUN = 'r/20261120_184458_f97157';
const PICTURES = [
  ['workspace', 'p/digits'],
  ['workspace-smooth-dark', 'p/digits?s=ema:0.9', DARK],
  ['workspace-1280', 'p/digits', NARROW],
  ['workspace-2560', 'p/digits', WIDE],
  ['workspace-none', 'p/digits?eyes='],
  ['odd-values', 'p/odd'],
  ['odd-values-dark', 'p/odd', DARK],
  ['run', `${RUN}/charts`],
  ['run-log-below', 'r/20261120_184233_04df37/charts?panel=log'],
  ['run-zoomed', `${RUN}/charts?z=350,441&x=step`],
  ['log', 'r/20261120_184233_04df37/log'],
  ['log-dark', 'r/20261120_184229_f20e4a/log', DARK],
  ['images-dark', 'r/20261120_184239_e97f4d/images', DARK],
  ['config', `${RUN}/config`],
  ['data', 'r/20251009_085320_1fb90b/data'],
  ['unknown-run', 'r/no-such-run/charts'],
  ['trash-empty', 'trash'],
  ['api-docs', 'api/docs'],
];
/** Of the sweep in runs/. */
const SWEEP_PICTURES = [
  ['sweep', ''],
  ['sweep-groups', '?g=config.optimizer.name&gs=minmax&s=ema:0.6'],
  ['sweep-groups-dark', '?g=config.optimizer.name&s=ema:0.6', DARK],
  ['sweep-colours', '?color=config.lr&x=metric:train/loss'],
  ['table', '?w=full'],
  ['table-dark', '?w=full&g=config.optimizer.name', DARK],
  ['table-2560', '?w=full', WIDE],
  ['compare', 'compare'],
  ['compare-dark', 'compare?cp=metrics', DARK],
  ['compare-1280', 'compare?cp=code', NARROW],
  ['compare-1280-dark', 'compare', { ...NARROW, ...DARK }],
  ['compare-2560', 'compare', WIDE],
  ['compare-2560-dark', 'compare?cp=metrics', { ...WIDE, ...DARK }],
];
const MANY_PICTURES = [
  ['many', ''],
  ['many-table', '?w=full'],
  ['many-compare-dark', 'compare?color=config.lr', DARK],
];
/** Of the run that went furthest; metrics of the machine only newer ones have. */
const RUN_TABS = ['overview', 'charts', 'metrics', 'log', 'images', 'config', 'system', 'data', 'raw'];

const browser = await chromium.launch({
  executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((place) =>
    existsSync(place),
  ),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  await withServer([runs], async (url) => {
    for (const [name, path, options] of PICTURES) await picture(url + path, name, options);
  });
  await withServer([sweep], async (url) => {
    for (const [name, path, options] of SWEEP_PICTURES) await picture(url + path, name, options);
    const [furthest] = await (await fetch(`${url}api/runs?sort=-last_step&limit=1`)).json();
    const [newest] = await (await fetch(`${url}api/runs?sort=-created_time&limit=1`)).json();
    for (const tab of RUN_TABS) {
      const { id } = tab === 'system' ? newest : furthest;
      await picture(`${url}r/${id}/${tab}`, `sweep-run-${tab}`);
      await picture(`${url}r/${id}/${tab}`, `sweep-run-${tab}-1280`, NARROW);
      await picture(`${url}r/${id}/${tab}`, `sweep-run-${tab}-2560`, WIDE);
      await picture(`${url}r/${id}/${tab}`, `sweep-run-${tab}-1280-dark`, { ...NARROW, ...DARK });
      await picture(`${url}r/${id}/${tab}`, `sweep-run-${tab}-2560-dark`, { ...WIDE, ...DARK });
    }
  });
  for (const [name, options] of [
    ['disconnected', {}],
    ['disconnected-dark', DARK],
  ])
    await withServer([sweep], (url, stop) => pictureAfter(url, name, options, stop));
  await indexingPictures();
  await readOnlyPictures();
  await withServer([many], async (url) => {
    for (const [name, path, options] of MANY_PICTURES) await picture(url + path, name, options);
  });
  await withServer([join(folder, 'empty')], (url) => picture(url, 'empty'));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

/** A page whose server ends while it is looked at. */
async function pictureAfter(address, name, options, stop) {
  const page = await openPage(address, name, options);
  await standsStill(page);
  await stop();
  await page.getByText('the server does not answer').waitFor();
  await page.screenshot({ path: join(results, `${name}.png`) });
  await page.close();
}

/** Taken while the server still reads, so of a page that does not stand still. */
async function indexingPictures() {
  for (const [name, options] of [
    ['indexing', {}],
    ['indexing-dark', DARK],
  ]) {
    const root = join(folder, name);
    cpSync(sweep, root, { recursive: true });
    writeLongRun(join(root, 'long'));
    await withServer([root], async (url) => {
      const page = await openPage(url, name, options);
      await page.getByText(/indexing \d+ run/).waitFor();
      await page.locator('.card').first().waitFor();
      await page.screenshot({ path: join(results, `${name}.png`) });
      await page.close();
    });
    rmSync(root, { recursive: true });
  }
}

async function readOnlyPictures() {
  const root = join(folder, 'shared-runs');
  cpSync(sweep, root, { recursive: true });
  const folders = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const place of [...folders, root]) chmodSync(place, 0o555);
  try {
    await withServer([root], async (url) => {
      await picture(url, 'read-only');
      await picture(url, 'read-only-dark', DARK);
      const [{ id }] = await (await fetch(`${url}api/runs?sort=-last_step&limit=1`)).json();
      await picture(`${url}r/${id}/overview`, 'read-only-run');
    });
  } finally {
    for (const place of [root, ...folders]) chmodSync(place, 0o755);
  }
}

async function openPage(address, name, options) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
  await page.goto(address, { waitUntil: 'networkidle', timeout: 10_000 }).catch(() => undefined);
  return page;
}

async function picture(address, name, options = {}) {
  const page = await openPage(address, name, options);
  await standsStill(page);
  await page.screenshot({ path: join(results, `${name}.png`) });
  await page.close();
}

/** Until nothing is being read and two pictures in a row are the same; a page that never stands still is taken as it is. */
async function standsStill(page) {
  let before = await page.screenshot();
  for (let look = 0; look < 40; look++) {
    await page.waitForTimeout(150);
    const now = await page.screenshot();
    const busy = await page.locator('.card-progress, .shell-progress').count();
    if (busy === 0 && look > 2 && now.equals(before)) return;
    before = now;
  }
}

async function withServer(roots, work) {
  const args = [
    join(root, 'dist', 'server', 'main.js'),
    ...roots,
    '--port',
    '0',
    '--no-open',
    '--auth',
    'none',
    '--index',
    join(folder, `${Date.now()}.db`),
  ];
  // What is typed beside a root that cannot be written goes there and not to the user's own.
  const env = { ...process.env, XDG_DATA_HOME: join(folder, 'data') };
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  const url = await new Promise((resolve) => {
    let printed = '';
    server.stdout.on('data', (chunk) => {
      printed += chunk;
      const found = / at (http:\S+)/.exec(printed);
      if (found) resolve(found[1]);
    });
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const stop = () => {
    server.kill('SIGTERM');
    return ended;
  };
  await work(url, stop);
  await stop();
}

/** Few points, none, NaN only, tiny and huge values, long names, many metrics. */
function writeOddRuns(folder) {
  const write = (name, lines) => {
    const run = join(folder, 'odd', name);
    mkdirSync(run, { recursive: true });
    writeFileSync(
      join(run, 'meta.json'),
      JSON.stringify({ id: name, created_at: 1795200000, config: { lr: 3e-4, note: 'x'.repeat(300) } }),
    );
    writeFileSync(
      join(run, 'events.jsonl'),
      lines.map((data, i) => `${JSON.stringify({ ts: 1795200000 + i, type: 'metrics', data })}\n`).join(''),
    );
  };
  write('one-point', [{ 'train/loss': 0.5, global_step: 1 }]);
  write('no-points', []);
  write(
    'nan-only',
    Array.from({ length: 50 }, (_, i) => ({ 'train/loss': 'NaN', global_step: i })),
  );
  write(
    'tiny',
    Array.from({ length: 50 }, (_, i) => ({ 'tiny/value': 1e-12 * (1 + Math.sin(i)), global_step: i })),
  );
  write(
    'huge',
    Array.from({ length: 50 }, (_, i) => ({ 'huge/value': 1e12 * (1 + Math.cos(i)), global_step: i })),
  );
  write(
    `a-run-with-a-name-that-is-far-longer-than-any-column-${'x'.repeat(60)}`,
    Array.from({ length: 50 }, (_, i) => ({ [`a/very/long/${'metric-name-'.repeat(8)}`]: i, global_step: i })),
  );
}

/** So many points that reading them takes a few seconds. */
function writeLongRun(run) {
  mkdirSync(run, { recursive: true });
  writeFileSync(
    join(run, 'meta.json'),
    JSON.stringify({ id: 'long', project: 'digits', created_at: 1795200000, config: { lr: 3e-4 } }),
  );
  for (let first = 0; first < 3_000_000; first += 100_000) {
    const lines = Array.from({ length: 100_000 }, (_, i) => {
      const step = first + i;
      return `{"ts":${1795200000 + step},"type":"metrics","data":{"train/loss":${1 / (1 + step / 1e5)},"global_step":${step}}}\n`;
    });
    writeFileSync(join(run, 'events.jsonl'), lines.join(''), { flag: 'a' });
  }
}

/** 1,000 short runs that differ in three settings. */
function writeManyRuns(folder) {
  for (let i = 0; i < 1_000; i++) {
    const run = join(folder, 'grid', `g${i % 10}`, `run-${i}`);
    const lr = 10 ** -(1 + (i % 4));
    const [depth, seed] = [2 + (i % 5), i % 7];
    mkdirSync(run, { recursive: true });
    writeFileSync(
      join(run, 'meta.json'),
      JSON.stringify({ id: `run-${i}`, project: 'grid', created_at: 1795200000 + i, config: { lr, depth, seed } }),
    );
    const line = (step) => {
      const data = { global_step: step, 'train/loss': 1 / (1 + step * lr * depth) + seed / 100 };
      return `${JSON.stringify({ ts: 1795200000 + i + step, type: 'metrics', data })}\n`;
    };
    writeFileSync(join(run, 'events.jsonl'), Array.from({ length: 30 }, (_, step) => line(step)).join(''));
  }
}
