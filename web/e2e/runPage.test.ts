import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { type TempRoot, tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';
import { plotBox } from './plot.ts';

const BEGAN = 1_795_200_000;

function line(ts: number, type: string, data: object): string {
  return `${JSON.stringify({ ts: BEGAN + ts, type, data })}\n`;
}

/** A run that was resumed from step 50 on, measured its machine, and said something at step 20. */
function writeResumed(root: TempRoot): string {
  const point = (i: number, step: number): string =>
    line(i, 'metrics', { 'train/loss': i, global_step: step, ...(step === 7 ? { 'val/acc': 0.5 } : {}) });
  const first = Array.from({ length: 100 }, (_, i) => point(i, i));
  const resumed = Array.from({ length: 100 }, (_, i) => point(200 + i, 50 + i));
  const cpu = (i: number): string => line(i, 'metric', { name: 'cpu', value: i, step: null, scale: 'SYSTEM' });
  const said = line(20, 'annotation', { text: 'halved the rate', step: 20, metadata: { by: 'me' } });
  const text = [...first, ...resumed, cpu(1), cpu(2), said, 'not json\n'].join('');
  return root.write('p/resumed/events.jsonl', text);
}

function tab(page: Page, name: string) {
  return page.getByRole('navigation', { name: 'Parts of the run' }).getByRole('link', { name, exact: true });
}

test('one click on a chart tells every write at its step, and the tabs tell the rest', {
  timeout: 180_000,
}, async () => {
  await using root = tempRoot();
  const events = writeResumed(root);
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}r/resumed/charts`);
    const box = await plotBox(page, 'train/loss');
    // Steps 0 … 149: the middle was written twice.
    await page.mouse.click(box.x + (box.width * 75) / 149, box.y + 20);
    const writes = page.getByRole('region', { name: 'Writes at the point' });
    await writes.getByText('train/loss at step 75').waitFor();
    await writes.getByText('write 75: superseded by write 125, which came later').waitFor();
    await writes.getByText('write 125: stands: written last of 2').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'every write of the metric' }).click();
    await page.getByText('200 writes, 50 superseded').waitFor();
    await page.getByLabel('from step').fill('99');
    await page.getByLabel('to step').fill('99');
    await page.getByText('2 writes, 1 superseded').waitFor();

    await tab(page, 'overview').click();
    await page.getByText('1 lines could not be used').waitFor();
    await page.getByText('halved the rate').waitFor();
    await page.getByRole('button', { name: 'step 20' }).click();
    await until(
      async () => page.url(),
      (url) => url.includes('/charts') && url.includes('at=step'),
    );
    await page.locator('.plot-hair').first().waitFor();

    await tab(page, 'data').click();
    await page.getByText('superseded by a later write at their step').waitFor();
    await page.getByText('not valid JSON').waitFor();

    await tab(page, 'metrics').click();
    await page.getByLabel('Search metrics').fill('acc');
    await page.getByText('1 of 3 metrics').waitFor();
    expect(await page.locator('.virtual tbody tr').count()).toBe(1);

    // The machine's series stand over time, and move while one looks on.
    await tab(page, 'system').click();
    await page.locator('[data-metric="cpu"]').getByText('2 logged', { exact: false }).waitFor({ state: 'attached' });
    appendFileSync(events, line(400, 'metric', { name: 'cpu', value: 3, step: null, scale: 'SYSTEM' }));
    await page.locator('[data-metric="cpu"]').getByText('3 logged', { exact: false }).waitFor({ state: 'attached' });
  } finally {
    await browser.close();
  }
});

test('the first NaN is one click away, with every write at its step', { timeout: 180_000 }, async () => {
  await using root = tempRoot('runicorn-0.6');
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}r/20261120_184458_f97157/overview?x=wall`);
    await page.getByRole('button', { name: 'first NaN at 402' }).click();
    const writes = page.getByRole('region', { name: 'Writes at the point' });
    await writes.getByText('train/loss at step 402').waitFor();
    await writes.getByText('NaN', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('z')).toBe('352,452');
    expect(new URL(page.url()).searchParams.has('x')).toBe(false);
  } finally {
    await browser.close();
  }
});

test('tags, description and notes are typed in the page and stand in a file', { timeout: 180_000 }, async () => {
  await using root = tempRoot();
  writeResumed(root);
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}r/resumed/overview`);
    await page.getByLabel('Add a tag').fill('keep');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take the tag keep off' }).waitFor();
    for (const [name, text] of [
      ['description', 'A run\nof two lines'],
      ['notes', 'look at step 50'],
    ] as const) {
      await page.getByRole('button', { name: `Edit ${name}` }).click();
      await page.getByRole('textbox', { name }).fill(text);
      await page.keyboard.press('Control+Enter');
      await page
        .getByRole('button', { name: `Edit ${name}` })
        .getByText(text.split('\n')[0] ?? '')
        .waitFor();
    }
    const kept = (): Record<string, unknown> =>
      JSON.parse(readFileSync(join(root.path, '.stepwell', 'edits.json'), 'utf8')).runs['p/resumed'];
    await until(
      async () => kept(),
      ({ notes }) => notes === 'look at step 50',
    );
    expect(kept()).toMatchObject({ tags: ['keep'], description: 'A run\nof two lines' });
    await page.reload();
    await page.getByText('of two lines').waitFor();
  } finally {
    await browser.close();
  }
});

test('images of two runs move together, and a missing file says so', { timeout: 180_000 }, async () => {
  await using root = tempRoot('runicorn-0.6');
  const run = 'runs/digits/cnn/ablation/20261120_184239_e97f4d/events.jsonl';
  appendFileSync(
    join(root.path, run),
    line(0, 'image', { key: 'gone', path: 'media/gone.png', step: 1, caption: null }),
  );
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}r/20261120_184239_e97f4d/images`);
    await page.getByText('media/gone.png is not in the run folder.').waitFor();
    await page.getByLabel('beside').selectOption({ label: 'cnn-small (DIG-4)' });
    const card = page.getByRole('region', { name: 'confusion_matrix' });
    await card.locator('img').nth(1).waitFor();
    const shown = () =>
      card.locator('img').evaluateAll((images) => images.map((image) => (image as HTMLImageElement).src));
    const before = await shown();
    await card.getByRole('slider').fill('0');
    const first = await until(shown, (now) => now.length > 0 && now.every((src) => !before.includes(src)));
    await page.reload();
    await until(shown, (now) => now.join() === first.join());
  } finally {
    await browser.close();
  }
});

test('ten thousand metrics stay a table of a few rows that is searched at once', { timeout: 180_000 }, async () => {
  await using root = tempRoot();
  const data = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`g${i % 40}/metric_${i}`, i]));
  root.write('p/many/events.jsonl', line(0, 'metrics', { ...data, global_step: 1 }));
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}r/many/metrics`);
    await page.getByText('10,000 of 10,000 metrics').waitFor();
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3_000);
    await page.getByLabel('Search metrics').fill('metric_777');
    await page.getByText('11 of 10,000 metrics').waitFor();
    await page.getByRole('button', { name: 'last', exact: true }).click();
    await page.locator('.virtual tbody tr').first().getByText('7,779').first().waitFor();
    await page.reload();
    await page.getByText('11 of 10,000 metrics').waitFor();
  } finally {
    await browser.close();
  }
});

test.each([
  ['charts', 'This run has logged no metric yet.'],
  ['metrics', 'No metric was logged yet.'],
  ['system', 'This run has no metrics of the machine'],
  ['raw', 'No metric was logged yet.'],
  ['images', 'This run has logged no image.'],
  ['log', 'no logs.txt yet'],
])('the tab %s of a run without anything says so', { timeout: 60_000 }, async (name, text) => {
  await using root = tempRoot();
  root.write('p/bare/meta.json', '{}');
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}r/bare/${name}`);
    await page.getByText(text).waitFor();
    await tab(page, name).and(page.locator('[aria-current="page"]')).waitFor();
    await until(
      () => page.getByText('Reading').count(),
      (count) => count === 0,
    );
  } finally {
    await browser.close();
  }
});
