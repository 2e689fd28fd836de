import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RUN = 'r/20261120_184239_e97f4d';

/** Each page, and what says that it is there. */
const PAGES: [path: string, there: string][] = [
  ['p/digits', '.card .plot'],
  ['p/digits?w=full', '.shell-main'],
  ['compare', '.shell-main'],
  ['trash', '.shell-main'],
  [`${RUN}/overview`, '.overview .data-table'],
  [`${RUN}/charts?panel=log&at=step:100:train/loss`, '.point-writes li'],
  [`${RUN}/metrics`, '.virtual td'],
  [`${RUN}/log`, '.log-row'],
  [`${RUN}/images`, '.image img'],
  [`${RUN}/config`, '.tree li'],
  [`${RUN}/raw`, '.virtual td'],
  ['r/20251009_085320_1fb90b/data', '.data-table td'],
  ['r/measured/system', '.card .plot'],
  ['r/no-such-run/charts', '.shell-note'],
];

interface Found {
  page: string;
  rule: string;
  nodes: string[];
}

/**
 * What axe finds serious or critical on the page as it stands. axe takes its time: what it finds only while the page
 * changes under it (a button that has just been enabled, in the colour that it had before) is looked at again.
 */
async function violations(page: Page, name: string): Promise<Found[]> {
  await page.waitForLoadState('networkidle');
  const found = await violationsNow(page, name);
  return found.length === 0 ? found : violationsNow(page, name);
}

async function violationsNow(page: Page, name: string): Promise<Found[]> {
  await page.evaluate(AXE);
  const results = (await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })',
  )) as AxeResults;
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({
      page: name,
      rule: id,
      nodes: nodes.slice(0, 5).map((node) => node.html.slice(0, 160)),
    }));
}

async function walk(browser: Browser, url: string, colorScheme: 'light' | 'dark'): Promise<Found[]> {
  const found: Found[] = [];
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme, reducedMotion: 'reduce' });
  for (const [path, there] of PAGES) {
    await page.goto(url + path);
    await page.locator(there).first().waitFor();
    found.push(...(await violations(page, `${path} ${colorScheme}`)));
  }
  await page.goto(`${url}p/digits`);
  await page.locator('.card .plot').first().waitFor();
  for (const key of ['?', 'Control+k']) {
    await page.keyboard.press(key);
    await page.locator('dialog[open]').waitFor();
    found.push(...(await violations(page, `${key} ${colorScheme}`)));
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
  }
  await page.close();
  return found;
}

test.each(['light', 'dark'] as const)(
  'axe finds nothing serious on any page, %s',
  { timeout: 300_000 },
  async (scheme) => {
    await using root = tempRoot('runicorn-0.6');
    await using hostile = tempRoot('synthetic');
    const cpu = (i: number): string =>
      `${JSON.stringify({ ts: 1_795_200_000 + i, type: 'metric', data: { name: 'cpu', value: i, step: null, scale: 'SYSTEM' } })}\n`;
    root.write('runs/digits/measured/events.jsonl', [1, 2, 3].map(cpu).join(''));
    await using server = await runServer([root.path, hostile.path]);
    const browser = await launchBrowser();
    try {
      expect(await walk(browser, server.url, scheme)).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);
