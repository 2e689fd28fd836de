import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { atRest } from './atRest.ts';
import { launchBrowser } from './browser.ts';

const METRICS = Array.from({ length: 24 }, (_, i) => `train/m${String(i).padStart(2, '0')}`);

function events(run: number): string {
  return [1, 2, 3]
    .map((step) => {
      const data = Object.fromEntries(METRICS.map((name, i) => [name, i + step * run]));
      return `${JSON.stringify({ ts: 1.7e9 + step, type: 'metrics', data: { ...data, global_step: step } })}\n`;
    })
    .join('');
}

/** Metrics whose charts are at most 200 px beyond the screen, from top to bottom. */
function nearScreen(page: Page): Promise<string[]> {
  return page
    .locator('.card')
    .evaluateAll((cards) =>
      cards
        .filter((card) => (card.querySelector('.card-body')?.getBoundingClientRect().top ?? 0) < innerHeight + 200)
        .map((card) => (card as HTMLElement).dataset.metric ?? ''),
    );
}

test('charts ask for their lines where they are on the screen, those of a second page too', async () => {
  await using root = tempRoot();
  for (const run of [1, 2]) root.write(`p/run${run}/events.jsonl`, events(run));
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 500 } });
    let asked = new Set<string>();
    page.on('request', (request) => {
      const { metrics = [] } = (request.postDataJSON() ?? {}) as { metrics?: string[] };
      if (request.url().endsWith('/api/series')) for (const metric of metrics) asked.add(metric);
    });
    const drawn = page.locator('.plot-canvas[data-lines="1"]');
    await page.goto(`${server.url}r/run1/charts`);
    await drawn.first().waitFor();
    await atRest(page);
    const near = await nearScreen(page);
    expect(near.length).toBeLessThan(METRICS.length);
    expect([...asked].sort()).toEqual(near);

    // Where it stands each chart finds out itself, whatever the page before it has shown.
    await page.getByRole('link', { name: 'config', exact: true }).click();
    await page.getByRole('link', { name: 'run2', exact: true }).click();
    await page.getByRole('link', { name: 'charts', exact: true }).waitFor();
    asked = new Set();
    await page.getByRole('link', { name: 'charts', exact: true }).click();
    await drawn.first().waitFor();
    await atRest(page);
    expect([...asked].sort()).toEqual(near);
    // What is scrolled to is asked for then.
    await page.locator(`.card[data-metric="${METRICS.at(-1)}"]`).scrollIntoViewIfNeeded();
    await page.locator(`.card[data-metric="${METRICS.at(-1)}"] .plot-canvas[data-lines="1"]`).waitFor();
  } finally {
    await browser.close();
  }
});
