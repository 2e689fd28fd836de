import type { Page } from 'playwright-core';

/** Waits until nothing is loading any more. */
export async function atRest(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('.card-progress, .shell-progress') === null &&
      document.querySelector('.status-live') !== null &&
      [...document.images].every((image) => image.complete) &&
      !/Reading (the|every)|searching …|preview/.test(document.body.textContent ?? ''),
  );
}
