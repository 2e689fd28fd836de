import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../web/e2e/browser.ts';
import type { Shape } from './chartPage.tsx';

export interface ChartBench {
  shape: Shape;
  /** Milliseconds from mount to the frame after the lines were painted: every round's, in the order measured. */
  card: number[];
  uplot: number[];
  /** Median of card over median of uplot: at most 3. */
  ratio: number;
}

const SHAPES: Shape[] = [
  { charts: 12, runs: 10, points: 1_000 },
  { charts: 1, runs: 1, points: 100_000 },
];
const ADDRESS = 'http://charts.bench/';
/** Two folders up, as this may run from here or bundled, from dist/bench. */
const PAGE = fileURLToPath(new URL('../../bench/browser/chartPage.tsx', import.meta.url));

/** Stepwell's card against uPlot, in turn in one Chromium, without server and network. */
export async function benchCharts(rounds = 5): Promise<ChartBench[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-bench-charts-'));
  try {
    await build({
      entryPoints: [PAGE],
      bundle: true,
      minify: true,
      outdir: folder,
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
      logLevel: 'error',
    });
    const browser = await launchBrowser();
    try {
      const page = await openPage(await browser.newPage({ viewport: { width: 1440, height: 1080 } }), folder);
      const results: ChartBench[] = [];
      for (const shape of SHAPES) results.push(await compare(page, shape, rounds));
      return results;
    } finally {
      await browser.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openPage(page: Page, folder: string): Promise<Page> {
  await page.route('**/*', async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') {
      const html =
        '<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="chartPage.css"><body><script src="chartPage.js"></script>';
      await route.fulfill({ contentType: 'text/html', body: html });
      return;
    }
    const contentType = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    await route.fulfill({ contentType, body: readFileSync(join(folder, name)) });
  });
  await page.goto(ADDRESS);
  return page;
}

async function compare(page: Page, shape: Shape, rounds: number): Promise<ChartBench> {
  const measure = (kind: 'card' | 'uplot') =>
    page.evaluate(([which, size]) => window.measure(which, size), [kind, shape] as const);
  const [card, uplot]: [number[], number[]] = [[], []];
  // The first round of each warms up code and answers and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const took = [await measure('card'), await measure('uplot')] as const;
    if (round === 0) continue;
    card.push(took[0]);
    uplot.push(took[1]);
  }
  return { shape, card, uplot, ratio: median(card) / median(uplot) };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
