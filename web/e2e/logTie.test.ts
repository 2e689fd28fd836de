import { appendFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';
import { plotBox } from './plot.ts';

const BEGAN = 1_795_200_000;

function clock(time: number): string {
  return new Date(time * 1_000).toTimeString().slice(0, 8);
}

function pointAt(step: number): string {
  const data = { 'train/loss': 1 / (step + 1), 'val/acc': step / 400, global_step: step };
  return `${JSON.stringify({ ts: BEGAN + step, type: 'metrics', data })}\n`;
}

/** Where the crosshair of each chart stands, as a share of the plot's width; null where it is not seen. */
function hairs(page: Page): Promise<(number | null)[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.plot-hair')].map((hair) => {
      if (hair.style.visibility !== 'visible') return null;
      const x = Number(/translateX\((-?[\d.]+)px\)/.exec(hair.style.transform)?.[1]);
      return Math.round((1_000 * x) / (hair.parentElement?.clientWidth ?? 1)) / 1_000;
    }),
  );
}

async function clickMiddle(page: Page, clickCount = 1): Promise<void> {
  const { x, y, width, height } = await plotBox(page, 'train/loss');
  await page.mouse.click(x + width / 2, y + height / 2, { clickCount });
}

test('a click on a log line moves every crosshair, a click on a point scrolls the log, live too', async () => {
  await using root = tempRoot();
  const steps = Array.from({ length: 401 }, (_, step) => step);
  const events = root.write('p/tied/events.jsonl', steps.map(pointAt).join(''));
  const log = root.write(
    'p/tied/logs.txt',
    steps.map((step) => `[${clock(BEGAN + step)}] at step ${step}\n  more of step ${step}\n`).join(''),
  );
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}r/tied/charts`);

    // A point in the middle of the chart: the drawer opens at its line.
    await clickMiddle(page);
    await page.locator('.log-row.current').getByText('at step 200').waitFor();
    await page.getByText(/line 401 · .* · step 200 · by the clock/).waitFor();
    await page.keyboard.press('Escape');
    await page.mouse.move(5, 5);

    // A line: the crosshairs of both charts stand at its step, also after a reload of the address.
    await page.locator('.log-row').getByText('more of step 195', { exact: true }).click();
    await page.getByText(/line 392 · .* · nearest step 195/).waitFor();
    const expected = [195 / 400, 195 / 400];
    const near = (found: (number | null)[]): boolean =>
      found.length === 2 && found.every((x, i) => x !== null && Math.abs(x - (expected[i] ?? 0)) < 0.01);
    await until(() => hairs(page), near);
    await page.reload();
    await page.locator('.log-row.current').getByText('more of step 195').waitFor();
    await until(() => hairs(page), near);

    // A line outside the zoom: the charts are moved there, as wide as before, and Ctrl+Z moves them back.
    const zoom = (): string | null => new URL(page.url()).searchParams.get('z');
    const begun = page.url();
    await page.goto(`${begun}&z=300,340`);
    await until(
      () => hairs(page),
      (found) => found.length === 2 && found.every((x) => x === null),
    );
    expect(zoom()).toBe('300,340');
    await page.locator('.log-row').getByText('at step 196', { exact: false }).click();
    await until(
      async () => zoom(),
      (z) => z === '186,226',
    );
    await until(
      () => hairs(page),
      (found) => found.length === 2 && found.every((x) => x !== null && Math.abs(x - 0.25) < 0.02),
    );
    await page.keyboard.press('Control+z');
    await until(
      async () => zoom(),
      (z) => z === '300,340',
    );
    await page.locator('.log-row').getByText('at step 196', { exact: false }).click();
    await until(
      async () => zoom(),
      (z) => z === '186,226',
    );
    // Two clicks in a zoomed chart take the zoom back and choose no point, one chooses.
    await page.goto(`${begun}&z=300,340`);
    await page.locator('.log-row.current').getByText('more of step 195').waitFor();
    await clickMiddle(page, 2);
    await until(
      async () => zoom(),
      (z) => z === null,
    );
    expect(new URL(page.url()).searchParams.get('at')).toBe('line:392');
    await page.goto(`${begun}&z=300,340`);
    await page.locator('.log-row.current').getByText('more of step 195').waitFor();
    await clickMiddle(page);
    await page.locator('.log-row.current').getByText('at step 320').waitFor();
    await page.goto(begun);
    await page.locator('.log-row.current').getByText('more of step 195').waitFor();

    // Live: what has just been written can be tied at once.
    appendFileSync(log, `[${clock(BEGAN + 500)}] at step 500\n`);
    appendFileSync(events, pointAt(500));
    await page.getByRole('button', { name: 'follow' }).click();
    await page.locator('.log-row').getByText('at step 500').click();
    await page.getByText(/line 803 · .* · nearest step 500/).waitFor();
    await until(
      () => hairs(page),
      (found) => found.every((x) => x !== null && x > 0.99),
    );
    await page.getByRole('button', { name: 'clear' }).click();
    await until(
      () => hairs(page),
      (found) => found.every((x) => x === null),
    );
    expect(page.url()).not.toContain('at=');
  } finally {
    await browser.close();
  }
});

test('a log without times says that its lines cannot be tied', async () => {
  await using root = tempRoot();
  root.write('p/bare/events.jsonl', [1, 2, 3].map(pointAt).join(''));
  root.write('p/bare/logs.txt', 'epoch 1\nepoch 2\n');
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}r/bare/log`);
    await page.getByText('epoch 2').click();
    await page.getByText('The log has no times').waitFor();
  } finally {
    await browser.close();
  }
});

test('how a log is looked at stands in the address and is there again after a reload', async () => {
  await using root = tempRoot();
  root.write('p/bare/events.jsonl', [1, 2, 3].map(pointAt).join(''));
  root.write('p/bare/logs.txt', 'epoch 1\nepoch 2\nend\n');
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}r/bare/log`);
    const search = page.getByRole('searchbox', { name: 'Search the log' });
    await search.fill('epoch');
    await page.getByRole('button', { name: 'wrap' }).click();
    const asked = (): Record<string, string> => Object.fromEntries(new URL(page.url()).searchParams);
    await until(
      async () => asked(),
      ({ find, wrap }) => find === 'epoch' && wrap === '1',
    );
    await page.reload();
    await until(
      () => search.inputValue(),
      (text) => text === 'epoch',
    );
    await page.locator('.log-row mark').nth(1).waitFor();
    expect(await page.getByRole('button', { name: 'wrap' }).getAttribute('aria-pressed')).toBe('true');
    await search.fill('');
    await until(
      async () => asked(),
      ({ find }) => find === undefined,
    );
  } finally {
    await browser.close();
  }
});
