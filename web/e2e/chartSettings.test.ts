import { expect, test } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';

test('a chart has a smoothing of its own, which a dot tells and an undo takes back', { timeout: 180_000 }, async () => {
  await using root = tempRoot('runicorn-0.6');
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}p/digits?s=ema:0.5`);
    const card = page.locator('.card[data-metric="train/loss"]');
    await card.locator('.plot').waitFor();
    await card.hover();
    await card.getByRole('button', { name: 'Smoothing of this chart' }).click();
    await card.getByLabel('kind').selectOption('gaussian');
    await card.getByLabel('strength').fill('0.4');
    await card.getByRole('button', { name: 'Smooth', exact: true }).click();
    const address = () => decodeURIComponent(page.url());
    await until(
      async () => address(),
      (url) => url.includes('c=s=gaussian:20@train/loss'),
    );
    await card.locator('.card-own').waitFor();
    expect(await page.locator('.card-own').count()).toBe(1);
    await page.keyboard.press('Control+z');
    await card.locator('.card-own').waitFor({ state: 'detached' });
    expect(address()).not.toContain('c=');
  } finally {
    await browser.close();
  }
});
