import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { until } from '../../server/testing/runServer.ts';
import { openSweep } from './openSweep.ts';
import { restingBox } from './restingBox.ts';

/** Stands still, so that ages do not move between two looks. */
const NOW = 1_795_100_000_000;

const chosen = (page: Page) => page.locator('.compare-bar .compare-count').first().textContent();

/** Presses Tab until what is sought has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let press = 0; press < 300; press++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    );
    if (at === name) return;
  }
  throw new Error(`Tab does not come to ${name}`);
}

test('runs are compared with the pointer: a brush filters list, charts and scatter, and a click opens a run', async () => {
  await using sweep = await openSweep();
  const { page, errors } = sweep;
  await page.clock.setFixedTime(NOW);
  await page.goto(`${sweep.url}compare/sweep`);
  await page.getByText('12 of 12 runs').waitFor();
  const axis = page.locator('.axis', { hasText: 'lr' }).last().locator('.axis-strip');
  const box = await restingBox(axis);
  const x = box.x + box.width / 2;
  await page.mouse.move(x, box.y + box.height + 4);
  await page.mouse.move(x, box.y + box.height - 1);
  await page.mouse.down();
  await page.mouse.move(x, box.y + box.height * 0.7, { steps: 5 });
  await until(
    () => chosen(page),
    (text) => text === '4 of 12 runs',
  );
  await page.mouse.up();
  await until(
    async () => page.url(),
    (url) => url.includes('b='),
  );
  await until(
    () => page.locator('.rail-row').count(),
    (count) => count === 4,
  );
  await page.getByRole('img', { name: /of 4 runs$/ }).waitFor();
  await page.mouse.click(x, box.y + 4);
  await until(
    () => chosen(page),
    (text) => text === '12 of 12 runs',
  );
  // What is left out goes while it is typed.
  await page.getByRole('rowheader', { name: 'lr', exact: true }).waitFor();
  await page.getByLabel('ignore', { exact: true }).pressSequentially('lr seed');
  await page.getByRole('rowheader', { name: 'lr', exact: true }).waitFor({ state: 'detached' });
  await page.getByText('2 left out').waitFor();
  await until(
    async () => new URL(page.url()).searchParams.getAll('ig'),
    (left) => left.join() === 'lr,seed',
  );
  await page.locator('.diff-run button').first().click();
  await page.getByText('last step').waitFor();
  expect(errors).toEqual([]);
});

test('runs are compared with the keyboard alone', async () => {
  await using sweep = await openSweep();
  const { page, errors } = sweep;
  await page.clock.setFixedTime(NOW);
  await page.goto(`${sweep.url}p/sweep`);
  await page.locator('.rail-row').first().waitFor();
  await page.keyboard.press('c');
  await page.getByText('12 of 12 runs').waitFor();
  await tabTo(page, 'Axis optimizer.name');
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: 'adam' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Space');
  await until(
    () => chosen(page),
    (text) => text === '6 of 12 runs',
  );
  // An axis moves from its menu, which stays open beside it.
  const place = async (): Promise<number> =>
    (await page.locator('.axis', { hasText: 'optimizer' }).boundingBox())?.x ?? 0;
  const before = await place();
  for (const [by, isThere] of [
    ['Move right', (x: number) => x > before],
    ['Move left', (x: number) => x === before],
    ['Move right', (x: number) => x > before],
  ] as const) {
    const button = page.getByRole('button', { name: by }).and(page.locator(':visible'));
    await button.focus();
    await page.keyboard.press('Enter');
    await until(place, isThere);
    await button.and(page.locator(':focus')).waitFor();
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Axis optimizer.name' }).and(page.locator(':focus')).waitFor();
  await tabTo(page, 'Metrics');
  await page.keyboard.press('Enter');
  await page.getByRole('rowheader', { name: 'val/acc' }).waitFor();
  await tabTo(page, 'Up');
  await page.keyboard.press('ArrowUp');
  await until(
    async () => page.url(),
    (url) => url.includes('sy='),
  );
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('Escape');
  await page.locator('.workspace').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('searchbox', { name: 'Go to' }).fill('compare');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Scatter' }).waitFor();
  expect(errors).toEqual([]);
});
