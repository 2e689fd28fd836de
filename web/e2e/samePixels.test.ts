import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { atRest } from './atRest.ts';
import { launchBrowser } from './browser.ts';
import { differingPixels } from './differingPixels.ts';
import { LOOKED_AT } from './lookedAt.ts';
import { pageErrors } from './pageErrors.ts';
import { writeRichRun } from './richRun.ts';
import { writeSweep } from './sweep.ts';

const SCREEN = { viewport: { width: 1440, height: 900 } };

/** Runs that tell their code: one commit, other changes. */
function writePatches(root: string): void {
  for (const [run, line] of [
    ['s01', 'lr = 1'],
    ['s02', 'lr = 2'],
  ] as const) {
    const folder = join(root, 'sweep', run);
    const git = { commit: 'a'.repeat(40), dirty: true };
    const said = { id: run, project: 'sweep', created_at: 1_795_000_000, config: { lr: 1, seed: 0 }, git };
    writeFileSync(join(folder, 'meta.json'), JSON.stringify(said));
    writeFileSync(join(folder, 'git.diff'), `--- a/train.py\n+++ b/train.py\n@@ -1 +1 @@\n-lr = 0\n+${line}\n`);
  }
}

/** Waits until the list has its sparklines, too, which each of these runs has. */
async function withSparklines(page: Page): Promise<void> {
  await atRest(page);
  await page.waitForFunction(() => document.querySelector('[aria-label="Runs"] span.rail-spark') === null);
}

/** Taken when nothing moved between two of them. Where pointer, focus and scroll bars are is no part of a view. */
async function pictureAtRest(page: Page): Promise<Buffer> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    for (const element of document.querySelectorAll(':not(.log-list)')) element.scrollTo(0, 0);
  });
  for (let before: Buffer | null = null; ; ) {
    await withSparklines(page);
    const picture = await page.screenshot();
    if (before?.equals(picture)) return picture;
    before = picture;
  }
}

describe('a view comes back from its address to the same pixels', { timeout: 120_000 }, () => {
  const errors: string[] = [];
  let root: ReturnType<typeof tempRoot>;
  let server: Awaited<ReturnType<typeof runServer>>;
  let browser: Browser;
  let blank: Page;
  let sender: BrowserContext;
  let receiver: BrowserContext;
  beforeAll(async () => {
    root = tempRoot('runicorn-0.6');
    writeSweep(root.path);
    writeRichRun(root.path);
    writePatches(root.path);
    server = await runServer([root.path]);
    await until(
      async () => (await fetch(`${server.url}api/runs/s12`, { method: 'DELETE' })).status,
      (status) => status === 200,
    );
    browser = await launchBrowser();
    blank = await browser.newPage();
    [sender, receiver] = [await browser.newContext(SCREEN), await browser.newContext(SCREEN)];
    // Who gets an address has a taste of his own, which must not change what the address shows.
    await receiver.addInitScript(() => localStorage.setItem('stepwell.ignore', '["*.name"]'));
  });
  afterAll(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
    await root[Symbol.asyncDispose]();
  });

  const open = async (who: BrowserContext, address: string): Promise<Page> => {
    const page = await who.newPage();
    // The clock stands still, so that ages do not move between two looks.
    await page.clock.setFixedTime(1_795_300_000_000);
    pageErrors(page, errors);
    await page.goto(address);
    await withSparklines(page);
    return page;
  };

  test.each(LOOKED_AT)('$name', async ({ from, act }) => {
    errors.length = 0;
    const first = await open(sender, server.url + from);
    await act?.(first);
    await withSparklines(first);
    const address = first.url();
    const again = await open(receiver, address);
    // What comes late to one of them is there in the next picture; what the address does not hold never is.
    await until(
      async () => differingPixels(blank, await pictureAtRest(first), await pictureAtRest(again)),
      (differing) => differing === 0,
      30_000,
    );
    expect([first.url(), again.url()]).toEqual([address, address]);
    expect(errors).toEqual([]);
    await Promise.all([first.close(), again.close()]);
  });
});
