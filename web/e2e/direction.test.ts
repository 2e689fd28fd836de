import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../server/testing/runServer.ts';
import { openSweep } from './openSweep.ts';

test('a click says which end of the primary metric is the best: in a file, and best, arrows and colours follow; so does the undo', async () => {
  await using sweep = await openSweep();
  const { page } = sweep;
  const said = (): unknown => JSON.parse(readFileSync(join(sweep.root, '.stepwell', 'edits.json'), 'utf8')).directions;
  const higher = page.getByRole('button', { name: /^val\/acc: higher is better/ });
  const lower = page.getByRole('button', { name: /^val\/acc: lower is better/ });

  // s01 has the better accuracy of both: less is worse until less is said to be better.
  await page.goto(`${sweep.url}p/sweep?base=s01&eyes=&eye=s01&eye=s02`);
  await higher.click();
  await lower.waitFor();
  expect(said()).toEqual({ sweep: { 'val/acc': 'min' } });

  await page.keyboard.press('t');
  await page.getByRole('columnheader', { name: 'best val/acc' }).waitFor();
  await lower.waitFor();
  const delta = (run: string) => page.locator(`[id="run-${run}"] .cell-delta`).first();
  await delta('s02').and(page.locator('.better')).waitFor();
  await page.getByRole('button', { name: 'val/acc', exact: true }).click();
  await until(
    async () => new URL(page.url()).searchParams.get('sort'),
    (sort) => sort === '+primary_value',
  );

  await page.goto(`${sweep.url}r/s01/metrics`);
  const best = page.locator('tr', { hasText: 'val/acc' }).locator('td').nth(2);
  await best.getByText('0.5000').waitFor();
  await page.locator('.run-head').getByText('best val/acc').waitFor();

  // The other end again, from the run's page; and the undo of that.
  await lower.first().click();
  await best.getByText('0.6855').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await best.getByText('0.5000').waitFor();
  await until(
    async () => JSON.stringify(said()),
    (text) => text === '{"sweep":{"val/acc":"min"}}',
  );
});
