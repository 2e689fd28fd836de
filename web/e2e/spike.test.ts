import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import type { SeriesHead } from '../../shared/series.ts';
import { launchBrowser } from './browser.ts';

/** Steps of eight digits, so that all lines are of one length. */
const FIRST = 10_000_000;
const LAST = 19_999_999;
const SPIKE = 16_180_339;
/** All others lie between 0 and 1. */
const HEIGHT = 9000;
const BLOCK = 100_000;

/** Ten million lines: a block of them is made once, and of its steps the first three digits are changed from block to block. */
function writeLines(folder: string): void {
  mkdirSync(folder);
  const lines = Array.from({ length: BLOCK }, (_, i) => lineOf(FIRST + i, `0.${10 + ((i * 7919) % 90)}`));
  const block = Buffer.from(lines.join(''));
  const length = block.length / BLOCK;
  const step = lineOf(FIRST, '0.10').indexOf(String(FIRST));
  const file = openSync(join(folder, 'events.jsonl'), 'w');
  for (let first = FIRST; first < LAST; first += BLOCK) {
    const [, second = 0, third = 0] = Buffer.from(String(first));
    for (let line = 0; line < BLOCK; line++) {
      block[line * length + step + 1] = second;
      block[line * length + step + 2] = third;
    }
    const spiked = Buffer.from(block);
    if (SPIKE >= first && SPIKE < first + BLOCK)
      spiked.write(lineOf(SPIKE, String(HEIGHT)), (SPIKE - first) * length, 'latin1');
    writeSync(file, spiked);
  }
  closeSync(file);
}

const lineOf = (step: number, value: string): string =>
  `{"ts":1,"type":"metrics","data":{"global_step":${step},"v":${value}}}\n`;

/** Lehmer's generator: the same ranges in every run of the test. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Range {
  from: number;
  to: number;
  width: number;
}

/** From one step to all of them, each order of size as often as the others; around the spike, or beside it. */
function someRange(random: () => number, isAround: boolean): Range {
  const size = Math.floor((LAST - FIRST) ** random());
  const width = 16 + Math.floor(2_000 * random());
  const share = random();
  if (isAround) {
    const from = Math.max(FIRST, Math.min(LAST - size, SPIKE - Math.floor(size * share)));
    return { from, to: Math.min(LAST, from + size), width };
  }
  return share < 0.5
    ? { from: Math.max(FIRST, SPIKE - 1 - size), to: SPIKE - 1, width }
    : { from: SPIKE + 1, to: Math.min(LAST, SPIKE + 1 + size), width };
}

interface Found {
  logged: number | undefined;
  highest: number | null | undefined;
  /** Points within the range, high ones; on either side of it one more comes along, so that the line leaves the plot. */
  high: [number, number][];
}

async function spikesIn(url: string, range: Range): Promise<Found> {
  const response = await fetch(`${url}api/series`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ runs: ['run'], metrics: ['v'], x: 'step', ...range }),
  });
  const { series, columns } = (await response.json()) as SeriesHead & { columns: { x: number[]; y: number[] } };
  const points = columns.x.map((x, i): [number, number] => [x, columns.y[i] ?? Number.NaN]);
  const high = points.filter(([x, y]) => x >= range.from && x <= range.to && !(y < 1));
  return { logged: series[0]?.logged, highest: series[0]?.y_max, high };
}

/** In the page: whether the chart counts that many points. */
function counts(wanted: number): boolean {
  const foot = document.querySelector('[data-metric="v"] .card-foot')?.textContent ?? '';
  return Number((/([\d,]+) logged/.exec(foot)?.[1] ?? '').replaceAll(',', '')) === wanted;
}

/** In the page: where across the plot (0 … 1) the line reaches the uppermost `share` of it, at least two pixels. */
async function highPlaces(share: number): Promise<number[]> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  const canvas = document.querySelector<HTMLCanvasElement>('[data-metric="v"] canvas[data-lines="1"]');
  const plot = document.querySelector('[data-metric="v"] .plot')?.getBoundingClientRect();
  const pen = canvas?.getContext('2d');
  if (!canvas || !pen || plot === undefined) throw new Error('no chart');
  const bleed = (canvas.width - plot.width * devicePixelRatio) / 2;
  const [width, height] = [canvas.width - 2 * bleed, canvas.height - 2 * bleed];
  const { data } = pen.getImageData(bleed, bleed, width, Math.max(2, Math.round(height * share)));
  const columns = new Set<number>();
  for (let pixel = 0; pixel < data.length / 4; pixel++) if (data[4 * pixel + 3] !== 0) columns.add(pixel % width);
  return [...columns].map((column) => (column + 0.5) / width);
}

/** @param share of the plot, from its top, into which the spike reaches and nothing else does. */
async function expectSpike(
  page: Page,
  address: string,
  { from, to }: Omit<Range, 'width'>,
  share: number,
): Promise<void> {
  await page.goto(address);
  await page.waitForFunction(counts, to - from + 1, { timeout: 60_000 });
  const high = await page.evaluate(highPlaces, share);
  const wanted = (SPIKE - from) / (to - from);
  expect(high.length, address).toBeGreaterThan(0);
  for (const place of high) expect(Math.abs(place - wanted), address).toBeLessThan(0.006);
}

test('a single spike in ten million points is in every answer and on every picture of a range that contains it', {
  timeout: 600_000,
}, async () => {
  await using root = tempRoot();
  writeLines(join(root.path, 'run'));
  await using server = await runServer([root.path]);
  await until(
    async () => (await fetch(`${server.url}api/health`)).json() as Promise<{ indexing: { points: number } }>,
    ({ indexing }) => indexing.points === LAST - FIRST + 1,
    400_000,
  );

  const random = generator(20_261_121);
  for (let turn = 0; turn < 300; turn++) {
    const isAround = turn % 6 !== 5;
    const range = someRange(random, isAround);
    const { logged, highest, high } = await spikesIn(server.url, range);
    const note = JSON.stringify(range);
    expect(logged, note).toBe(range.to - range.from + 1);
    expect(high, note).toEqual(isAround ? [[SPIKE, HEIGHT]] : []);
    if (isAround) expect(highest, note).toBe(HEIGHT);
    else expect(highest, note).toBeLessThan(1);
  }

  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const chart = `${server.url}r/run/charts`;
    // Everything, and zooms: into half of it, a hundredth, and so few points that each of them is drawn.
    const zooms = [
      { from: 12_000_000, to: 18_000_000 },
      { from: SPIKE - 70_000, to: SPIKE + 30_000 },
      { from: SPIKE - 20, to: SPIKE + 400 },
    ];
    // With the guard against outliers the spike goes out at the top, without it the axis ends a little above it.
    for (const [guard, share] of [
      ['', 0],
      ['fit=0&', 0.5],
    ] as const) {
      await expectSpike(page, `${chart}?${guard}`, { from: FIRST, to: LAST }, share);
      for (const zoom of zooms) await expectSpike(page, `${chart}?${guard}z=${zoom.from},${zoom.to}`, zoom, share);
    }
  } finally {
    await browser.close();
  }
});
