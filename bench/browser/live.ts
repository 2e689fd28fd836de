import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { runServer } from '../../server/testing/runServer.ts';
import { launchBrowser } from '../../web/e2e/browser.ts';
import { makeRun } from '../makeRuns.ts';

const POINTS = 2_000;

/**
 * `runs` live runs in one chart, a line appended to one after the other every `pauseMs`: milliseconds from each write to
 * the first frame in which the chart counts that line.
 */
export async function benchLive(folder: string, { runs = 20, lines = 300, pauseMs = 40 } = {}): Promise<number[]> {
  const root = join(folder, 'live');
  const names = Array.from({ length: runs }, (_, i) => `run${i}`);
  for (const [i, name] of names.entries()) makeRun(join(root, name), { lines: POINTS, metrics: 1, noise: 0.05 }, i + 1);
  await using server = await runServer([root]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}?eyes=&${names.map((name) => `eye=${name}`).join('&')}`);
    await page.waitForFunction(countShown, runs * POINTS, { timeout: 60_000 });
    await page.evaluate(watchCount);
    const written: number[] = [];
    for (let i = 0; i < lines; i++) {
      const step = POINTS + 1 + Math.floor(i / runs);
      const line = `{"ts": ${1.7e9 + step}, "type": "metrics", "data": {"train/m0": ${Math.sin(step / 5000)}, "global_step": ${step}}}\n`;
      appendFileSync(join(root, names[i % runs] as string, 'events.jsonl'), line);
      written.push(Date.now());
      await after(pauseMs);
    }
    await page.waitForFunction(countShown, runs * POINTS + lines, { timeout: 20_000 });
    return latencies(written, await seenCounts(page), runs * POINTS);
  } finally {
    await browser.close();
  }
}

interface Seen {
  count: number;
  at: number;
}

/** In the page: whether the chart says that this many points were logged. */
function countShown(wanted: number): boolean {
  const text = document.querySelector('[data-metric="train/m0"] .card-foot')?.textContent ?? '';
  return Number((/([\d,]+) logged/.exec(text)?.[1] ?? '0').replaceAll(',', '')) >= wanted;
}

/** In the page: notes at each frame what the chart counts. */
function watchCount(): void {
  const seen: Seen[] = [];
  (window as unknown as { seen: Seen[] }).seen = seen;
  const look = (): void => {
    const text = document.querySelector('[data-metric="train/m0"] .card-foot')?.textContent ?? '';
    const count = Number((/([\d,]+) logged/.exec(text)?.[1] ?? '0').replaceAll(',', ''));
    if (count !== seen.at(-1)?.count) seen.push({ count, at: Date.now() });
    requestAnimationFrame(look);
  };
  look();
}

function seenCounts(page: Page): Promise<Seen[]> {
  return page.evaluate(() => (window as unknown as { seen: Seen[] }).seen);
}

function latencies(written: readonly number[], seen: readonly Seen[], base: number): number[] {
  return written.map((at, i) => (seen.find(({ count }) => count > base + i)?.at ?? Number.NaN) - at);
}
