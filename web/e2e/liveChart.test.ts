import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';
import { differingPixels } from './differingPixels.ts';

const RUNS = Array.from({ length: 10 }, (_, i) => `run${i}`);
const DENSE = 3_000;
/** Of some 50,000: where a part of the canvas was drawn again, the edge of a mark may be fainter by a shade. A line that is missing is hundreds. */
const MOST_DIFFERING = 24;

/** Values of the first runs wander, of the last two there are few, so that they are dashed; some are NaN or infinite. */
function valueText(run: number, step: number): string {
  if ((step + run) % 61 === 0) return 'NaN';
  if ((step + 7 * run) % 97 === 0) return '"Infinity"';
  return String(Math.sin(step / 90 + run) + ((step * 7919 + run * 104_729) % 1_000) / 1_500);
}

const line = (run: number, step: number): string =>
  `{"ts": ${1.7e9 + step}, "type": "metrics", "data": {"train/loss": ${valueText(run, step)}, "global_step": ${step}}}\n`;

const stride = (run: number): number => (run < 8 ? 1 : 60);

function firstLines(run: number): string {
  let text = '';
  for (let step = stride(run); step <= DENSE; step += stride(run)) text += line(run, step);
  return text;
}

/** In the page: whether the chart counts that many points. */
function counts(wanted: number): boolean {
  const foot = document.querySelector('[data-metric="train/loss"] .card-foot')?.textContent ?? '';
  return Number((/([\d,]+) logged/.exec(foot)?.[1] ?? '').replaceAll(',', '')) === wanted;
}

const frames = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  });

/** The chart as it stands, and as it stands once everything in it was drawn anew. */
async function pictures(page: Page): Promise<[Buffer, Buffer]> {
  const card = page.locator('[data-metric="train/loss"]');
  await frames(page);
  await card.locator('.card-progress').waitFor({ state: 'detached' });
  await frames(page);
  const grown = await card.locator('.plot').screenshot();
  // What the theme says may have changed: charts are drawn anew.
  await page.evaluate(() => document.documentElement.classList.toggle('drawn-anew'));
  await frames(page);
  return [grown, await card.locator('.plot').screenshot()];
}

test.each(['', '&s=ema:0.9', '&log=1'])(
  'a chart that grew point by point is to the pixel the one that is drawn at once%s',
  {
    timeout: 180_000,
  },
  async (view) => {
    await using root = tempRoot();
    for (const [i, run] of RUNS.entries()) root.write(`${run}/events.jsonl`, firstLines(i));
    await using server = await runServer([root.path]);
    const browser = await launchBrowser();
    try {
      const blank = await browser.newPage();
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(`${server.url}?eyes=&${RUNS.map((run) => `eye=${run}`).join('&')}${view}`);
      let count = 8 * DENSE + 2 * (DENSE / stride(9));
      await page.waitForFunction(counts, count, { timeout: 60_000 });
      const seen = new Set<string>();
      for (let turn = 1; turn <= 48; turn++) {
        const run = (turn * 3) % RUNS.length;
        const step = DENSE + turn * stride(run === 8 || run === 9 ? run : 0);
        appendFileSync(join(root.path, RUNS[run] as string, 'events.jsonl'), line(run, step));
        await page.waitForFunction(counts, ++count, { timeout: 30_000 });
        if (turn % 8 !== 0) continue;
        const [grown, anew] = await pictures(page);
        expect(await differingPixels(blank, grown, anew), `after line ${turn}`).toBeLessThan(MOST_DIFFERING);
        seen.add(grown.toString('base64'));
      }
      expect(seen.size).toBe(6);
    } finally {
      await browser.close();
    }
  },
);
