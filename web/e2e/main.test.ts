import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';
import { pageErrors } from './pageErrors.ts';
import { zoomPlot } from './plot.ts';

const GROWING = 'runs/digits/cnn/ablation/20261120_184253_c5e28d';

/** Whether a canvas of the card shows anything. */
function inked(page: Page, metric: string): Promise<number> {
  return page.evaluate((name) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`[data-metric="${name}"] canvas`);
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels === undefined ? 0 : pixels.reduce((sum, value, i) => sum + (i % 4 === 3 && value > 0 ? 1 : 0), 0);
  }, metric);
}

test('a person compares two runs, zooms, switches the axis, reads the log, and watches a run grow', async () => {
  await using root = tempRoot('runicorn-0.6');
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const errors = pageErrors(page);

    await page.goto(server.url);
    await page.getByText('mlp-base-s0').waitFor();
    await page.getByTitle('No eyes (n)').click();
    await page.getByText('No run has an eye').waitFor();
    await page.getByRole('button', { name: 'Show mlp-base-s0' }).click();
    await page.getByRole('button', { name: 'Show mlp-base-s1' }).click();
    await page.getByText('2 of 9 runs').first().waitFor();
    await until(
      () => inked(page, 'train/loss'),
      (pixels) => pixels > 100,
    );

    await zoomPlot(page, 'train/loss');
    await until(
      async () => page.url(),
      (url) => url.includes('z='),
    );
    await until(
      () => inked(page, 'train/loss'),
      (pixels) => pixels > 100,
    );

    await page.getByRole('button', { name: 'Relative', exact: true }).click();
    await until(
      async () => page.url(),
      (url) => url.includes('x=relative') && !url.includes('z='),
    );
    await page.locator('[data-metric="train/loss"] .recharts-xAxis-tick-labels').getByText(/ s$/).first().waitFor();

    await page.getByText('cnn-killed-stale').click();
    await page.getByText('last step').waitFor();
    await page.getByText('412', { exact: true }).first().waitFor();
    await until(
      () => inked(page, 'train/loss'),
      (pixels) => pixels > 50,
    );
    const time = 1_795_200_300;
    for (let step = 413; step <= 500; step++) {
      const data = { 'train/loss': 5, 'val/loss': 0.5, global_step: step, time: time + step };
      appendFileSync(
        join(root.path, GROWING, 'events.jsonl'),
        `${JSON.stringify({ ts: time + step, type: 'metrics', data })}\n`,
      );
    }
    await page.getByText('500', { exact: true }).first().waitFor();
    await page
      .locator('[data-metric="train/loss"]')
      .getByText('500 logged', { exact: false })
      .waitFor({ state: 'attached' });
    await page.locator('.rail-row.current .rail-value').getByText('0.5000').waitFor();

    await page.getByRole('link', { name: 'log', exact: true }).click();
    const log = join(root.path, GROWING, 'logs.txt');
    const bar = (done: number): string => `epoch 9: ${done}%|####      | ${done}/100 [00:12<00:15,  3.45it/s]\n`;
    appendFileSync(log, `${bar(41)}${bar(42)}${bar(43)}a line written while the page looks on\n`);
    await page.getByText('a line written while the page looks on').waitFor();
    await page.getByText('43/100').waitFor();
    expect(await page.getByText('42/100').count()).toBe(0);
    await page.getByRole('button', { name: 'show', exact: true }).click();
    await page.getByText('42/100').waitFor();
    await page.getByRole('button', { name: 'hide', exact: true }).click();
    await page.getByText('43/100').waitFor({ state: 'detached' });
    await page.getByText('a line written while the page looks on').waitFor();
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});

test('a deep link can be reloaded, under a prefix too, and an unknown run says so', async () => {
  await using root = tempRoot('runicorn-0.6');
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}r/20261120_184239_e97f4d/images?x=wall`);
    await page.getByText('confusion_matrix').waitFor();
    await page.reload();
    await page.getByText('confusion_matrix').waitFor();
    await page.goto(`${server.url}r/no-such-run/charts`);
    await page.getByText('Run not found: no-such-run').waitFor();
  } finally {
    await browser.close();
  }
});
