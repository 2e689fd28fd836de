import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';

const line = (step: number): string =>
  `{"ts": ${1.7e9 + step}, "type": "metrics", "data": {"train/loss": ${1 / step}, "global_step": ${step}}}\n`;

/** Until the foot of the chart counts that many points. */
async function counts(page: Page, points: number): Promise<void> {
  await page.locator('.card-foot', { hasText: `${points} logged` }).waitFor({ state: 'attached' });
}

test('what was written while the server was away is there when it is back, chart, list and log', {
  timeout: 60_000,
}, async () => {
  await using root = tempRoot();
  const add = (from: number, to: number): void => {
    for (let step = from; step <= to; step++) {
      appendFileSync(join(root.path, 'grower', 'events.jsonl'), line(step));
      appendFileSync(join(root.path, 'grower', 'logs.txt'), `this is step ${step}\n`);
    }
  };
  root.write('grower/meta.json', '{"id": "grower", "project": "grower"}');
  add(1, 20);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const status = page.locator('.status');
    let address: URL;
    {
      await using server = await runServer([root.path]);
      address = new URL(server.url);
      await page.goto(`${server.url}r/grower/charts?panel=log`);
      await counts(page, 20);
      await page.getByText('this is step 20').waitFor();
    }
    await status.getByText('the server does not answer').waitFor();
    await page.getByText('connecting again').waitFor();
    add(21, 50);
    // A view that was chosen meanwhile is not answered; the picture stays, and says so.
    await page.getByRole('button', { name: 'Relative', exact: true }).click();
    await page.getByText('not up to date').waitFor();
    await counts(page, 20);

    await using again = await runServer([root.path], { args: ['--port', address.port] });
    expect(again.url).toBe(address.href);
    await status.getByText('live', { exact: true }).waitFor();
    await counts(page, 50);
    await page.getByText('this is step 50').waitFor();
    expect(await page.getByText('not up to date').count()).toBe(0);
    expect(await page.getByText('connecting again').count()).toBe(0);
    add(51, 60);
    await counts(page, 60);
    await page.getByText('this is step 60').waitFor();
  } finally {
    await browser.close();
  }
});
