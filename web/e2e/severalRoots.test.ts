import { basename } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { type TempRoot, tempRoot } from '../../server/testing/tempRoot.ts';
import type { RunRow } from '../../shared/run.ts';
import { launchBrowser } from './browser.ts';

/** A run whose folder, id, number and name are the same in every root. */
function writeRun(root: TempRoot, alias: string, value: number): void {
  const point = (step: number): string =>
    `${JSON.stringify({ ts: 1.7e9 + step, type: 'metrics', data: { loss: value + step, global_step: step } })}\n`;
  root.write('p/same/meta.json', JSON.stringify({ alias, created_at: 1 }));
  root.write('p/same/events.jsonl', point(0) + point(1));
}

function railValues(page: Page): Promise<string[]> {
  return page.locator('.rail-row .rail-value').allInnerTexts();
}

test('runs of two roots that have everything in common but their points have pages, charts and eyes of their own', async () => {
  await using first = tempRoot();
  await using second = tempRoot();
  writeRun(first, 'first', 100);
  writeRun(second, 'second', 200);
  await using server = await runServer([first.path, second.path]);
  const refs = [first, second].map(({ path }) => `${basename(path)}/p/same`);
  const rows = (await (await fetch(`${server.url}api/runs`)).json()) as RunRow[];
  expect(rows.map(({ ref }) => ref).sort()).toEqual(refs.toSorted());
  expect(new Set(rows.map(({ display_id }) => display_id)).size).toBe(1);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const refused: string[] = [];
    page.on('response', (response) => response.status() >= 400 && refused.push(response.url()));

    await page.goto(`${server.url}p/p`);
    await until(
      async () => (await railValues(page)).toSorted(),
      (values) => values.join() === '101,201',
    );
    await page.locator('canvas[data-lines="2"]').waitFor();
    await until(
      () => page.locator('.rail-spark').count(),
      (count) => count === 2,
    );
    await page.getByRole('button', { name: 'Hide first' }).click();
    await page.locator('canvas[data-lines="1"]').waitFor();

    for (const [i, name] of ['first', 'second'].entries()) {
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { name, exact: true }).waitFor();
      expect(decodeURIComponent(page.url())).toContain(`/r/${refs[i]}/`);
      await page.getByRole('link', { name: 'raw' }).click();
      await page.getByText('2 writes, 0 superseded').waitFor();
      await page.getByRole('cell', { name: String((i + 1) * 100 + 1), exact: true }).waitFor();
      await page.getByRole('link', { name: 'metrics', exact: true }).click();
      await page
        .getByRole('cell', { name: String((i + 1) * 100 + 1) })
        .first()
        .waitFor();
    }
    expect(refused).toEqual([]);

    // An address of a time when the id was enough: the page names the runs that it may mean.
    await page.goto(`${server.url}r/same/metrics`);
    await page.getByRole('link', { name: refs[1] as string, exact: true }).click();
    await page.getByRole('heading', { name: 'second', exact: true }).waitFor();
  } finally {
    await browser.close();
  }
});
