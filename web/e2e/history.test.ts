import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { until } from '../../server/testing/runServer.ts';
import { openSweep } from './openSweep.ts';
import { zoomPlot } from './plot.ts';

/** Waits until the address says all of it. */
function addressSays(page: Page, ...parts: string[]): Promise<string> {
  return until(
    async () => decodeURIComponent(page.url()),
    (url) => parts.every((part) => (part.startsWith('!') ? !url.includes(part.slice(1)) : url.includes(part))),
  );
}

test('Back goes from place to place, each as it was left; what only changes looks makes no entry', async () => {
  await using sweep = await openSweep();
  const { page } = sweep;
  const full = page.locator('.card.full');
  await page.goto(`${sweep.url}p/sweep`);
  await page.locator('[data-metric="val/acc"] .plot-overlay').waitFor();
  const before = await page.evaluate(() => history.length);
  await zoomPlot(page, 'val/acc');
  await addressSays(page, 'z=');
  await page.keyboard.press('l');
  await page.getByRole('button', { name: 'Relative', exact: true }).click();
  await page.getByTitle('No eyes (n)').click();
  await page.getByTitle('Show the default ten again').click();
  await addressSays(page, 'x=relative', '!z=');
  expect(await page.evaluate(() => history.length)).toBe(before);

  // Full screen is a place, which chart is in it is not.
  await page.locator('[data-metric="train/loss"]').focus();
  await page.keyboard.press('f');
  await full.waitFor();
  await addressSays(page, 'full=train/loss');
  await page.keyboard.press(']');
  await addressSays(page, 'full=val/acc');
  expect(await full.count()).toBe(1);
  await page.goBack();
  await full.waitFor({ state: 'detached' });
  await addressSays(page, 'p/sweep', 'x=relative', '!full');
  await page.goForward();
  await full.and(page.locator('[data-metric="val/acc"]')).waitFor();
  await page.keyboard.press('Escape');
  await full.waitFor({ state: 'detached' });

  // The table over everything, a run, its tab, another run, compare, the trash.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('t');
  await page.locator('.rail.wide').waitFor();
  await page.locator('.rail-link', { hasText: '0.001' }).first().click();
  await addressSays(page, '/charts', '!w=full');
  await page.getByRole('navigation', { name: 'Parts of the run' }).getByRole('link', { name: 'config' }).click();
  await addressSays(page, '/config', 'x=relative');
  const run = new URL(page.url()).pathname;
  await page.keyboard.press('j');
  await addressSays(page, '/config', `!${run}`);
  await page.keyboard.press('c');
  await page.getByRole('region', { name: 'Scatter' }).waitFor();
  await page.getByRole('link', { name: 'Trash' }).click();
  await page.getByText('The trash is empty').waitFor();
  await page.goBack();
  await page.getByRole('region', { name: 'Scatter' }).waitFor();
  await page.goBack();
  await addressSays(page, '/config', `!${run}`);
  await page.goBack();
  await addressSays(page, run);
  await page.goBack();
  await addressSays(page, '/charts');
  await page.goBack();
  await addressSays(page, 'p/sweep', 'w=full', 'x=relative');
  await page.locator('.rail.wide').waitFor();
  await page.goBack();
  await addressSays(page, 'p/sweep', '!w=full');
  await page.locator('.workspace').waitFor();
});

test('undo takes back looks and stays at the place, whatever else the address has got meanwhile', async () => {
  await using sweep = await openSweep();
  const { page } = sweep;
  await page.goto(`${sweep.url}p/sweep`);
  await page.locator('[data-metric="val/acc"] .plot-overlay').waitFor();
  await page.keyboard.press('2');
  await addressSays(page, 'x=relative');
  await page.locator('.rail-link').first().click();
  await page.getByRole('navigation', { name: 'Parts of the run' }).getByRole('link', { name: 'config' }).click();
  await page.getByLabel('Search keys and values').fill('lr');
  await addressSays(page, 'cq=lr');
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('Control+z');
  await addressSays(page, '/config', 'cq=lr', '!x=relative');
});
