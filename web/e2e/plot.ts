import type { Page } from 'playwright-core';
import { type Box, restingBox } from './restingBox.ts';

/** Where the plot of a metric stands once its lines are drawn. */
export async function plotBox(page: Page, metric: string): Promise<Box> {
  const card = page.locator(`.card[data-metric="${metric}"]`);
  await card.locator('.plot-canvas[data-lines]:not([data-lines="0"])').waitFor();
  return restingBox(card.locator('.plot-overlay'));
}

/** Draws with the mouse over a part of a plot. */
export async function zoomPlot(page: Page, metric: string): Promise<void> {
  const { x, y, width } = await plotBox(page, metric);
  await page.mouse.move(x + 0.3 * width, y + 40);
  await page.mouse.down();
  await page.mouse.move(x + 0.6 * width, y + 40, { steps: 3 });
  await page.mouse.up();
}
