import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';
import { pageErrors } from './pageErrors.ts';

/** Browser and server share two cores with whatever else runs. */
const LONG = { timeout: 180_000 };

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const BASE_S0 = 'runs/digits/mlp/20261120_184222_33a054';

async function openPage(browser: Browser, options: Parameters<Browser['newPage']>[0] = {}) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  const errors = pageErrors(page);
  return { page, errors };
}

/** Names of the runs from top to bottom. */
function names(page: Page): Promise<string[]> {
  return page.locator('.rail-body .rail-link').allInnerTexts();
}

function inUrl(page: Page, part: string): Promise<string> {
  return until(
    async () => decodeURIComponent(page.url()),
    (url) => url.includes(part),
  );
}

test(
  'with the keyboard alone: widen, sort, filter, group, rename, delete, undo, and the same view from its address',
  LONG,
  async () => {
    await using root = tempRoot('runicorn-0.6');
    await using server = await runServer([root.path]);
    const browser = await launchBrowser();
    try {
      const { page, errors } = await openPage(browser);
      await page.goto(`${server.url}p/digits`);
      await page.getByText('mlp-base-s0').waitFor();
      const keys = page.keyboard;

      await keys.press('t');
      await inUrl(page, 'w=full');
      await page.getByRole('columnheader', { name: 'lr', exact: false }).first().waitFor();
      await page.getByRole('button', { name: 'best val/acc', exact: true }).focus();
      await keys.press('Enter');
      await inUrl(page, 'sort=-best_metric_value');
      expect((await names(page)).slice(0, 2)).toEqual(['mlp-diverge', 'mlp-lr-range-nan']);

      await keys.press('/');
      await keys.type('config.ar');
      await page.getByRole('option', { name: 'config.arch' }).waitFor();
      await keys.press('Tab');
      await page.getByRole('option', { name: 'mlp' }).waitFor();
      await keys.press('ArrowDown');
      await keys.press('Enter');
      await inUrl(page, 'f=config.arch:mlp');
      expect((await names(page)).every((name) => name.startsWith('mlp'))).toBe(true);
      await keys.press('Escape');
      await keys.press('Escape');
      await until(
        () => page.evaluate(() => document.activeElement?.id ?? ''),
        (id) => id !== 'run-filter',
      );

      await keys.press('g');
      await inUrl(page, 'g=config.');
      const seeds = page.locator('.table-row.group', { has: page.getByText('3', { exact: true }) });
      await seeds
        .getByText(/^0\.97\d+ ± 0\.00\d+$/)
        .first()
        .waitFor();
      await keys.press('g');
      await page.locator('.table-row.group').first().waitFor({ state: 'detached' });

      for (let i = 0; i < 3; i++) await keys.press('j');
      const third = (await names(page))[2] as string;
      await keys.press('e');
      await page.getByRole('textbox', { name: `Name of ${third}` }).waitFor();
      await keys.type('renamed <b>by hand</b>');
      await keys.press('Enter');
      await page.getByText('renamed <b>by hand</b>', { exact: true }).waitFor();
      await keys.press('p');
      await page.locator('.run-mark', { hasText: 'base' }).waitFor();
      await page.locator('.cell-delta').first().waitFor();
      await keys.press('x');
      await page.getByRole('button', { name: 'Compare 1' }).waitFor();
      await keys.press('s');
      await inUrl(page, 'eye=');
      await page.getByText('1 of 9 runs').first().waitFor();

      const before = await names(page);
      await keys.press('Delete');
      await page.getByText('renamed <b>by hand</b> moved to the trash').waitFor();
      await until(
        () => names(page),
        (now) => !now.includes('renamed <b>by hand</b>'),
      );
      await page.getByRole('button', { name: 'Undo' }).focus();
      await keys.press('Enter');
      await until(
        () => names(page),
        (now) => now.join() === before.join(),
      );

      const heads = await page.getByRole('columnheader').allInnerTexts();
      await page.reload();
      await until(
        () => names(page),
        (now) => now.join() === before.join(),
      );
      expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(heads);
      await page.locator('.run-mark', { hasText: 'base' }).waitFor();

      await keys.press('j');
      await keys.press('Enter');
      await page.getByRole('navigation', { name: 'Parts of the run' }).waitFor();
      expect(page.url()).not.toContain('w=full');
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);

test('columns of metrics, tags and notes, folders, the trash, and saved views', LONG, async () => {
  await using root = tempRoot('runicorn-0.6');
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const { page, errors } = await openPage(browser);
    await page.goto(`${server.url}p/digits?w=full`);
    await page.getByText('mlp-base-s0').waitFor();

    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('searchbox', { name: 'Find a column' }).fill('max val/acc');
    await page.getByRole('checkbox', { name: 'val/acc max' }).check();
    await inUrl(page, 'col=max:val/acc');
    await page.keyboard.press('Escape');
    const row = page.getByRole('row').filter({ hasText: 'mlp-base-s0' });
    await row.getByText('0.9778').first().waitFor();
    await page.getByRole('button', { name: 'val/acc max', exact: true }).click();
    await inUrl(page, 'sort=-max:val/acc');

    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('searchbox', { name: 'Find a column' }).fill('notes');
    await page.getByRole('checkbox', { name: 'Notes' }).check();
    await page.getByRole('searchbox', { name: 'Find a column' }).fill('tags');
    await page.getByRole('checkbox', { name: 'Tags' }).check();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Edit tags of mlp-base-s0' }).click();
    await page.getByRole('textbox', { name: 'Tags, parted by commas of mlp-base-s0' }).fill('cv, paper');
    await page.keyboard.press('Enter');
    await row.getByText('paper', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Edit notes of mlp-base-s0' }).click();
    await page.getByRole('textbox', { name: 'Notes of mlp-base-s0' }).fill('the first\nof three');
    await page.keyboard.press('Control+Enter');
    await row.getByText('the first of three').waitFor();
    const kept = await until(
      async () => JSON.parse(readFileSync(join(root.path, '.stepwell', 'edits.json'), 'utf8')),
      ({ runs }) => runs[BASE_S0]?.notes !== undefined,
    );
    expect(kept.runs[BASE_S0]).toMatchObject({ tags: ['cv', 'paper'], notes: 'the first\nof three' });

    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('textbox', { name: 'Save this view as' }).fill('by accuracy');
    await page.keyboard.press('Enter');
    await page.getByText('Saved the view by accuracy').waitFor();
    const file = JSON.parse(readFileSync(join(root.path, '.stepwell', 'views', 'by accuracy.json'), 'utf8'));
    expect(file.view).toContain('sort=-max:val/acc');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Folders' }).click();
    await page.getByRole('button', { name: 'cnn/' }).first().waitFor();
    await page
      .getByRole('button', { name: /mlp\/$/ })
      .last()
      .click();
    await until(
      () => names(page),
      (now) => now.length > 0 && now.every((name) => name.startsWith('cnn')),
    );
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('button', { name: 'by accuracy digits' }).click();
    await until(
      () => names(page),
      (now) => now.includes('mlp-base-s0'),
    );
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('button', { name: 'Rename the view by accuracy' }).click();
    await page.getByRole('textbox', { name: 'New name of by accuracy' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type('best first');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Delete the view best first' }).click();
    await page.getByText('Deleted the view best first').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('checkbox', { name: 'Mark mlp-base-s0' }).check();
    await page.getByRole('checkbox', { name: 'Mark mlp-base-s1' }).check();
    await row.hover();
    await page.getByRole('button', { name: 'Delete mlp-base-s0' }).click();
    await page.getByText('2 runs moved to the trash').waitFor();
    await page.getByRole('link', { name: 'Trash' }).click();
    await page.getByRole('button', { name: 'Restore mlp-base-s1' }).click();
    await page.getByText('Restored mlp-base-s1').waitFor();
    await page.getByRole('button', { name: 'Delete for good … mlp-base-s0' }).click();
    await page.getByText(/^\d+\sfiles, .* in .*33a054/).waitFor();
    await page.getByRole('button', { name: /^Delete \d+\sfiles$/ }).click();
    await page.getByText('The trash is empty').waitFor();
    expect(existsSync(join(root.path, BASE_S0))).toBe(false);
    await page.keyboard.press('Escape');
    await page.locator('.rail-row').first().waitFor();
    const left = await names(page);
    expect(left).toContain('mlp-base-s1');
    await page.keyboard.press('j');
    await page.keyboard.press('Delete');
    await page.getByText(`${left[0]} moved to the trash`).waitFor();
    await page.keyboard.press('Delete');
    await page.getByText(`${left[1]} moved to the trash`).waitFor();
    await page.goto(`${server.url}trash`);
    await page.getByRole('button', { name: 'Empty the trash' }).click();
    await page.getByRole('heading', { name: /^Delete 2\sruns for good/ }).waitFor();
    await page.getByRole('button', { name: /^Delete \d+\sfiles$/ }).click();
    await page.getByText('The trash is empty').waitFor();
    expect(existsSync(join(root.path, 'runs/digits/cnn'))).toBe(true);
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});

test.each(['light', 'dark'] as const)(
  'axe finds nothing serious in the table, the rail, the trash and the menus (%s)',
  LONG,
  async (colorScheme) => {
    await using root = tempRoot('runicorn-0.6');
    await using server = await runServer([root.path]);
    const browser = await launchBrowser();
    try {
      const { page } = await openPage(browser, { colorScheme, bypassCSP: true });
      const found: string[] = [];
      const look = async (where: string): Promise<void> => {
        await page.waitForLoadState('networkidle');
        await page.evaluate(AXE);
        const seriousNow = () =>
          page.evaluate(async () => {
            const { axe } = window as unknown as { axe: typeof import('axe-core') };
            const { violations } = await axe.run({ exclude: ['.workspace'] });
            return violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
          });
        // What is found only while the page changes under axe is looked at again.
        const serious = (await seriousNow()).length === 0 ? [] : await seriousNow();
        found.push(...serious.map((text) => `${where} ${text}`));
      };
      await page.goto(`${server.url}p/digits`);
      await page.getByText('mlp-base-s0').waitFor();
      await look('rail');
      await page.goto(
        `${server.url}p/digits?w=full&g=config.arch&base=20261120_184222_33a054&mark=20261120_184222_33a054`,
      );
      await page.getByRole('link', { name: 'mlp-base-s0' }).waitFor();
      await look('table');
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('checkbox', { name: 'val/acc max' }).waitFor();
      await look('columns');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Views' }).click();
      await look('views');
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('Delete');
      await page.getByText('moved to the trash').waitFor();
      await page.goto(`${server.url}trash`);
      await page
        .getByRole('button', { name: /for good/ })
        .first()
        .waitFor();
      await look('trash');
      expect(found).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);
