import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { type TempRoot, tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';
import { PAYLOADS } from './untrustedTexts.ts';

const BEGAN = 1_795_200_000;

/** A run in which everything that a person or a script may name is a payload, and thirty more that are named by one. */
function writeRuns(root: TempRoot): void {
  const config: Record<string, unknown> = {};
  for (const [i, text] of PAYLOADS.entries()) config[text] = i % 3 === 0 ? { [text]: [text] } : text;
  const meta = { id: 'hostile', project: 'p', alias: PAYLOADS[0], tags: PAYLOADS, config, created_at: BEGAN };
  const own = { hostname: PAYLOADS[1], argv: PAYLOADS, description: PAYLOADS.join('\n'), notes: PAYLOADS.join(' ') };
  root.write('p/hostile/meta.json', JSON.stringify({ ...meta, ...own }));
  const status = { status: 'failed', exit_reason: PAYLOADS[2], started_at: BEGAN, ended_at: BEGAN + 9 };
  root.write('p/hostile/status.json', JSON.stringify(status));
  root.write(
    'p/hostile/summary.json',
    JSON.stringify({ ...config, best_metric_name: PAYLOADS[3], best_metric_value: 1 }),
  );
  const lines: object[] = [];
  for (const [i, text] of PAYLOADS.entries()) {
    const ts = BEGAN + i;
    const data = { global_step: i, stage: text, [`${text}`]: i, [`val/${text}`]: i % 7 === 0 ? 'NaN' : -i };
    lines.push({ ts, type: 'metrics', data });
    lines.push({
      ts,
      type: 'metric',
      data: { name: 'labelled', value: i, step: i, labels: { [text]: text }, scale: text },
    });
    lines.push({ ts, type: 'image', data: { key: text, path: text, step: i, caption: text } });
    lines.push({ ts, type: 'annotation', data: { text, metadata: { [text]: text }, step: i } });
  }
  const bad = PAYLOADS.map((text) => `${text.replaceAll('\n', ' ')}\n`).join('');
  root.write('p/hostile/events.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join('') + bad);
  root.write('p/hostile/logs.txt', PAYLOADS.map((text, i) => `[${clock(BEGAN + i)}] ${text}\n${text}\n`).join(''));
  for (const [i, text] of PAYLOADS.slice(0, 30).entries()) {
    const row = { id: `named-${i}`, project: 'p', alias: text, key: text, tags: [text], config: { lr: text } };
    root.write(`p/named-${i}/meta.json`, JSON.stringify({ ...row, created_at: BEGAN - i }));
  }
  for (const name of ['<img src=x onerror=window.pwned=1 data-pwned>', '\u202egnp.exe', 'it\'s "quoted" & more']) {
    mkdirSync(join(root.path, name.replaceAll('/', '_')), { recursive: true });
    root.write(join(name.replaceAll('/', '_'), 'in-a-folder', 'meta.json'), '{}');
  }
}

function clock(time: number): string {
  return new Date(time * 1_000).toTimeString().slice(0, 8);
}

const PAGES: [path: string, there: string][] = [
  ['p/p', '.shell-main >> text=pwned'],
  ['p/p?w=full', '.shell-main >> text=pwned'],
  ['compare/p?mark=hostile&mark=named-1&mark=named-2', '.shell-main'],
  ['r/hostile/overview', '.overview .annotations li'],
  ['r/hostile/charts?panel=log&at=step:3:labelled', '.point-writes li'],
  ['r/hostile/metrics', '.virtual td'],
  ['r/hostile/log', '.log-row'],
  ['r/hostile/images?with=named-1', '.image'],
  ['r/hostile/config', '.tree li'],
  ['r/hostile/data', '.data-table td'],
  ['r/hostile/raw?raw=labelled', '.virtual td'],
  [`r/${encodeURIComponent('<img src=x onerror=window.pwned=1 data-pwned>')}/charts`, '.shell-note'],
  ['r/named-3/overview', '.overview'],
];

/** What a payload has done to the page as it stands, and how the page bears it. */
function harm(page: Page): Promise<Record<string, unknown>> {
  return page.evaluate(() => {
    const isolated = (element: Element): boolean => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const { unicodeBidi, display } = getComputedStyle(at);
        // A block is a paragraph of its own: what it holds turns nothing outside of it, but what stands beside it within.
        if (display === 'inline' && /isolate|plaintext/.test(unicodeBidi)) return true;
        if (display !== 'inline') return (at.textContent ?? '').trim() === (element.textContent ?? '').trim();
      }
      return false;
    };
    const loose: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || parent.closest('script, style, option, textarea, title') !== null) continue;
      if (/[\u202a-\u202e\u2066-\u2069]/.test(node.textContent ?? '') && !isolated(parent))
        loose.push(parent.outerHTML.slice(0, 120));
    }
    const wide = (element: Element): boolean => element.scrollWidth > element.clientWidth + 1;
    return {
      ran: 'pwned' in window,
      injected: [...document.querySelectorAll('[data-pwned], x-pwned, body script, body style, iframe, object, embed')]
        .length,
      title: document.title.includes('pwned\u0007'),
      wide: [document.documentElement, document.body].some(wide),
      hidden: getComputedStyle(document.body).display === 'none',
      loose: loose.slice(0, 5),
    };
  });
}

test('150 texts full of HTML, ANSI and bidi run nothing and break no layout, wherever they stand', {
  timeout: 300_000,
}, async () => {
  expect(new Set(PAYLOADS).size).toBe(150);
  await using root = tempRoot();
  writeRuns(root);
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    // What is looked for can be found: on a page that takes the texts as HTML they run, and nothing isolates them.
    const control = await browser.newPage();
    await control.setContent(PAYLOADS.filter((text) => text.startsWith('<img src=x')).join(''));
    await until(
      () => harm(control),
      ({ ran, injected }) => ran === true && injected === 1,
    );
    await control.setContent(`<p>a <span>${'\u202e'}b</span> c</p>`);
    expect((await harm(control)).loose).toHaveLength(1);
    await control.close();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    const bad: string[] = [];
    const origin = new URL(server.url).origin;
    page.on('dialog', (dialog) => {
      bad.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      // The page's own code, its questions, and images that a run names, which are below its media.
      const own = url.origin === origin && /^\/(api\/|assets\/|r\/|p\/|compare|favicon|$)/.test(url.pathname);
      if (!own && !/^(blob|data):$/.test(url.protocol)) bad.push(`request: ${request.url().slice(0, 200)}`);
    });
    page.on('pageerror', (error) => bad.push(`error: ${error.message}`));
    page.on('popup', () => bad.push('popup'));
    const found: [string, Record<string, unknown>][] = [];
    for (const [path, there] of PAGES) {
      await page.goto(server.url + path);
      await page.locator(there).first().waitFor();
      found.push([path, await harm(page)]);
    }
    const harmless = { ran: false, injected: 0, title: false, wide: false, hidden: false, loose: [] };
    expect(found).toEqual(PAGES.map(([path]) => [path, harmless]));
    expect(bad).toEqual([]);
  } finally {
    await browser.close();
  }
});
