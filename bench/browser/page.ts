import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { runServer, until } from '../../server/testing/runServer.ts';
import { launchBrowser } from '../../web/e2e/browser.ts';
import { makeRun } from '../makeRuns.ts';

interface Opened {
  page: Page;
  url: string;
}

/** A browser on a server that has read all of a root. */
export async function withPage<T>(root: string, points: number, use: (opened: Opened) => Promise<T>): Promise<T> {
  await using server = await runServer([root]);
  await until(
    async () =>
      (await fetch(`${server.url}api/health`)).json() as Promise<{ indexing: { indexing: boolean; points: number } }>,
    ({ indexing }) => !indexing.indexing && indexing.points === points,
    600_000,
  );
  const browser = await launchBrowser();
  try {
    return await use({ page: await browser.newPage({ viewport: { width: 1440, height: 900 } }), url: server.url });
  } finally {
    await browser.close();
  }
}

/** In the page: milliseconds between two frames, for as long as the promise of `act` runs. */
function startFrames(): void {
  const frames: number[] = [];
  let last = performance.now();
  const next = (now: number): void => {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  (window as unknown as { frames: number[] }).frames = frames;
}

function framesOf(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { frames: number[] }).frames);
}

/** In the page: whether a chart says that this many points were logged. */
export function logged([metric, wanted]: readonly [string, number]): boolean {
  const text = document.querySelector(`[data-metric="${metric}"] .card-foot`)?.textContent ?? '';
  return Number((/([\d,]+) logged/.exec(text)?.[1] ?? '0').replaceAll(',', '')) === wanted;
}

/** In the page: whether a chart says that more than so many points were logged. */
function loggedOver([metric, few]: readonly [string, number]): boolean {
  const text = document.querySelector(`[data-metric="${metric}"] .card-foot`)?.textContent ?? '';
  return Number((/([\d,]+) logged/.exec(text)?.[1] ?? '0').replaceAll(',', '')) > few;
}

/**
 * In the page: what the next move of the pointer costs: milliseconds from the event's arrival there (the browser hands a
 * move over with the frame that is to show it) to the end of the frame with the tooltip that it leads to, script, style,
 * layout and painting included.
 */
function watchMove(): void {
  const { scheduler } = globalThis as unknown as {
    scheduler: { postTask: (act: () => void, how: { priority: string }) => void };
  };
  const place = (): string | undefined => document.querySelector<HTMLElement>('.plot-tooltip')?.style.transform;
  (window as unknown as { moved: Promise<number> }).moved = new Promise((resolve) => {
    const take = (): void => {
      const [began, before] = [performance.now(), place()];
      const look = (): void => {
        if (place() === before) requestAnimationFrame(look);
        // The first task behind the frame.
        else scheduler.postTask(() => resolve(performance.now() - began), { priority: 'user-blocking' });
      };
      requestAnimationFrame(look);
    };
    window.addEventListener('pointermove', take, { capture: true, once: true });
  });
}

export interface ManyRuns {
  /** From the moment that gives all runs an eye to the frame in which the chart shows the first of them … */
  first: number;
  /** … and all of them. */
  all: number;
  /** Frames while the pointer moves over the chart. */
  frames: number[];
  /** What each of further moves costs, one at a time. */
  moves: number[];
}

/** 1,000 runs of 10,000 points in one chart. */
export async function benchManyRuns(folder: string, { runs = 1_000, points = 10_000 } = {}): Promise<ManyRuns> {
  const root = join(folder, 'many');
  for (let i = 0; i < runs; i++) makeRun(join(root, `run${i}`), { lines: points, metrics: 1, noise: 0.2 }, i + 1);
  return withPage(root, runs * points, async ({ page, url }) => {
    await page.goto(url);
    await page.waitForFunction(logged, ['train/m0', 10 * points] as const, { timeout: 60_000 });
    const ids = Array.from({ length: runs }, (_, i) => `eye=run${i}`).join('&');
    const began = Date.now();
    await page.evaluate((search) => {
      history.pushState(null, '', `?${search}`);
      dispatchEvent(new PopStateEvent('popstate'));
    }, `eyes=&${ids}`);
    await page.waitForFunction(loggedOver, ['train/m0', 10 * points] as const, { timeout: 120_000, polling: 'raf' });
    const first = Date.now() - began;
    await page.waitForFunction(logged, ['train/m0', runs * points] as const, { timeout: 120_000, polling: 'raf' });
    const all = Date.now() - began;
    await page.evaluate(startFrames);
    const box = await page.locator('[data-metric="train/m0"] .plot-overlay').boundingBox();
    if (box === null) throw new Error('the chart has no place');
    for (let i = 0; i < 100; i++) await page.mouse.move(box.x + (box.width * i) / 100, box.y + box.height / 2);
    const frames = await framesOf(page);
    const moves: number[] = [];
    for (let i = 0; i < 100; i++) {
      await page.evaluate(watchMove);
      await page.mouse.move(box.x + (box.width * (99.5 - i)) / 100, box.y + (box.height * (30 + (i % 40))) / 100);
      moves.push(await page.evaluate(() => (window as unknown as { moved: Promise<number> }).moved));
    }
    return { first, all, frames, moves };
  });
}

/** 10,000 runs in the list: frames while it is scrolled from top to bottom. */
export async function benchManyRows(folder: string, { runs = 10_000 } = {}): Promise<number[]> {
  const root = join(folder, 'rows');
  for (let i = 0; i < runs; i++) writeSmallRun(join(root, `g${i % 100}`, `run${i}`), i);
  return withPage(root, 2 * runs, async ({ page, url }) => {
    await page.goto(`${url}?w=full`);
    await page
      .getByText(/ of [\d,]+ runs/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.locator('.table-row').nth(3).waitFor({ timeout: 60_000 });
    await after(1_000);
    await page.evaluate(startFrames);
    await page.evaluate(async () => {
      const scrollers = [...document.querySelectorAll<HTMLElement>('.rail, .rail *')].filter(
        ({ scrollHeight, clientHeight }) => clientHeight > 100 && scrollHeight > 2 * clientHeight,
      );
      const [scroller] = scrollers.sort((a, b) => b.scrollHeight - a.scrollHeight);
      if (scroller === undefined) throw new Error('nothing to scroll');
      for (let i = 0; i < 180; i++) {
        scroller.scrollTop = (scroller.scrollHeight * i) / 180;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    return framesOf(page);
  });
}

function writeSmallRun(folder: string, i: number): void {
  mkdirSync(folder, { recursive: true });
  const config = { lr: 10 ** -(1 + (i % 5)), seed: i % 10, model: `m${i % 7}` };
  writeFileSync(join(folder, 'meta.json'), JSON.stringify({ created_at: 1.7e9 + i, config, tags: [`t${i % 3}`] }));
  const line = (step: number): string =>
    `${JSON.stringify({ ts: 1.7e9 + i + step, type: 'metrics', data: { global_step: step, loss: (i % 97) / (step + 1) } })}\n`;
  writeFileSync(join(folder, 'events.jsonl'), line(0) + line(1));
}

export interface Soak {
  /** Bytes of the page's heap and of what its typed arrays hold, collected, after each tenth of the lines. */
  heaps: number[];
  lines: number;
  /** Requests of the page during a further tenth in which its tab was not seen. */
  hiddenRequests: number;
}

/** Lines of live runs, one every `pauseMs`; then some with a tab that nobody sees. */
export async function benchSoak(folder: string, { runs = 20, lines = 20_000, pauseMs = 10 } = {}): Promise<Soak> {
  const root = join(folder, 'soak');
  const names = Array.from({ length: runs }, (_, i) => `run${i}`);
  for (const [i, name] of names.entries()) makeRun(join(root, name), { lines: 1_000, metrics: 1 }, i + 1);
  return withPage(root, runs * 1_000, async ({ page, url }) => {
    await page.goto(`${url}?eyes=&${names.map((name) => `eye=${name}`).join('&')}`);
    await page.waitForFunction(logged, ['train/m0', runs * 1_000] as const, { timeout: 60_000 });
    let step = 1_000;
    const write = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        if (i % runs === 0) step++;
        const data = { 'train/m0': Math.sin(step / 500), global_step: step };
        appendFileSync(
          join(root, names[i % runs] as string, 'events.jsonl'),
          `${JSON.stringify({ ts: 1.7e9 + step, type: 'metrics', data })}\n`,
        );
        await after(pauseMs);
      }
    };
    const heaps: number[] = [];
    for (let tenth = 0; tenth < 10; tenth++) {
      await write(lines / 10);
      heaps.push(await heapOf(page));
    }
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => true });
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    // What was under way ends: a turn of asking for rows takes a second.
    await after(3_000);
    let hiddenRequests = 0;
    page.on('request', () => hiddenRequests++);
    await write(lines / 10);
    return { heaps, lines, hiddenRequests };
  });
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usage.usedSize + usage.backingStorageSize;
}
