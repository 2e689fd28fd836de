import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';

function shownCards(page: Page): Promise<string[]> {
  return page.locator('.card').evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.metric ?? ''));
}

function drawnCards(page: Page): Promise<number> {
  return page.locator('.card canvas[data-lines="1"]').count();
}

function param(page: Page, name: string): string | null {
  return new URL(page.url()).searchParams.get(name);
}

test('charts follow what is typed in the filter, the address what stands there when the typing ends', {
  timeout: 180_000,
}, async () => {
  await using root = tempRoot();
  const names = Array.from({ length: 400 }, (_, i) => `train/m${i}`);
  const data = Object.fromEntries(names.map((name, i) => [name, i]));
  const line = (step: number): string =>
    `${JSON.stringify({ ts: 1.7e9 + step, type: 'metrics', data: { ...data, global_step: step } })}\n`;
  root.write('p/wide/events.jsonl', line(1) + line(2) + line(3));
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${server.url}r/wide/charts`);
    await page.locator('.card').first().waitFor();
    expect(await page.locator('.section-count').first().textContent()).toBe('400');
    expect((await shownCards(page)).length).toBeLessThan(40);

    await page.keyboard.press('m');
    await page.keyboard.type('m39');
    const wanted = names.filter((name) => name.includes('m39')).sort();
    await until(
      () => shownCards(page),
      (shown) => shown.join() === wanted.join(),
    );
    await until(
      () => drawnCards(page),
      (drawn) => drawn > 4,
    );
    await page.keyboard.press('Escape');
    // At once, not only when the typing has rested.
    expect(await page.evaluate(() => new URLSearchParams(location.search).get('m'))).toBe('m39');
    await page.reload();
    await until(
      () => shownCards(page),
      (shown) => shown.join() === wanted.join(),
    );

    await page.keyboard.press('m');
    await page.keyboard.press('End');
    await page.keyboard.press('9');
    await until(
      () => shownCards(page),
      (shown) => shown.join() === 'train/m399',
    );
    await until(
      async () => param(page, 'm'),
      (filter) => filter === 'm399',
    );

    await page.keyboard.press('Backspace');
    await page.getByRole('link', { name: 'config', exact: true }).click();
    await until(
      async () => page.url(),
      (url) => url.includes('/config'),
    );
    expect(param(page, 'm')).toBe('m39');
    await page.goBack();
    await until(
      () => shownCards(page),
      (shown) => shown.join() === wanted.join(),
    );
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
  }
});
