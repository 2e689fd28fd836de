import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { makeRun } from '../makeRuns.ts';
import { logged, withPage } from './page.ts';

/**
 * What a gesture takes for who makes it: from the moment in which the browser got the event to the end of the frame that
 * shows what it leads to, style, layout and painting included. Keys and pointer are the browser's own.
 */
interface Watch {
  event: 'keydown' | 'pointerup';
  /** What the filter is to hold, and how many charts it leaves, the first of them by name. */
  filter?: { text: string; count: string; first: string };
}

/** In the page: milliseconds from the next event to the frame of what it answers to (`echo`), and to that of the result. */
function watch({ event, filter }: Watch): void {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const { scheduler } = globalThis as unknown as {
    scheduler: { postTask: (act: () => void, how: { priority: string }) => void };
  };
  // The first task behind a frame: what the page itself still has to do comes later.
  const frameEnd = (): Promise<void> =>
    new Promise((resolve) => scheduler.postTask(resolve, { priority: 'user-blocking' }));
  const isEchoed = (): boolean => document.querySelector<HTMLInputElement>('#metric-filter')?.value === filter?.text;
  const isFiltered = (): boolean =>
    document.querySelector('.section-count')?.textContent === filter?.count &&
    document.querySelector<HTMLElement>('.card')?.dataset.metric === filter?.first;
  const isZoomed = (): boolean => {
    const [from, to] = (new URLSearchParams(location.search).get('z') ?? '').split(',').map(Number);
    if (from === undefined || to === undefined) return false;
    const text = document.querySelector('[data-metric="train/m0"] .card-foot')?.textContent ?? '';
    const points = Number((/([\d,]+) logged/.exec(text)?.[1] ?? '0').replaceAll(',', ''));
    return points === Math.floor(to) - Math.ceil(from) + 1;
  };
  const until = async (began: number, isThere: () => boolean): Promise<number> => {
    do await frame();
    while (!isThere());
    await frameEnd();
    return performance.now() - began;
  };
  (window as unknown as { watched: Promise<unknown> }).watched = new Promise((resolve) => {
    const take = async ({ timeStamp }: Event): Promise<void> => {
      const [echo, result] =
        filter === undefined
          ? [0, await until(timeStamp, isZoomed)]
          : await Promise.all([until(timeStamp, isEchoed), until(timeStamp, () => isEchoed() && isFiltered())]);
      resolve({ echo, result });
    };
    window.addEventListener(event, (seen) => void take(seen), { capture: true, once: true });
  });
}

function watched(page: Page): Promise<{ echo: number; result: number }> {
  return page.evaluate(() => (window as unknown as { watched: Promise<{ echo: number; result: number }> }).watched);
}

/** In the page: whether each card that is seen has its lines. */
function visibleAreDrawn(): boolean {
  const cards = [...document.querySelectorAll('.card')].filter(
    (card) => card.getBoundingClientRect().top < innerHeight,
  );
  return cards.length > 0 && cards.every((card) => card.querySelector('canvas') !== null);
}

export interface ManyMetrics {
  /** From a key in the filter to the frame that shows it, and to the one that shows the charts that it leaves. */
  keys: { echo: number; result: number }[];
  /** Elements in the document with all metrics there. */
  nodes: number;
}

/** Milliseconds between two keys of who types fast: the charts of one letter get their lines while the next comes. */
const TYPING = 120;

/** A run of 10,000 metrics: filtering its charts. */
export async function benchManyMetrics(folder: string, { metrics = 10_000, lines = 20 } = {}): Promise<ManyMetrics> {
  const root = join(folder, 'wide');
  makeRun(join(root, 'run'), { lines, metrics });
  const names = Array.from({ length: metrics }, (_, i) => `train/m${i}`).sort();
  return withPage(root, metrics * lines, async ({ page, url }) => {
    await page.goto(`${url}r/run/charts`);
    await page.waitForFunction(visibleAreDrawn);
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    const keys: ManyMetrics['keys'] = [];
    let text = '';
    await page.locator('#metric-filter').focus();
    for (const key of [...'m999', ...'<<<', ...'1234', ...'<<<<<', ...'n/m12', ...'<<<<<', ...'m777']) {
      text = key === '<' ? text.slice(0, -1) : text + key;
      const found = names.filter((name) => name.includes(text));
      const filter = { text, count: String(found.length), first: found[0] ?? '' };
      await page.evaluate(watch, { event: 'keydown', filter } as const);
      await page.keyboard.press(key === '<' ? 'Backspace' : key);
      keys.push(await watched(page));
      await after(TYPING);
    }
    return { keys, nodes };
  });
}

/** 10 M points: milliseconds from letting go of a drag to the end of the frame with the lines of that range. */
export async function benchDeepZoom(folder: string, { points = 10_000_000, zooms = 60 } = {}): Promise<number[]> {
  const root = join(folder, 'deep');
  makeRun(join(root, 'run'), { lines: points, metrics: 1, noise: 0.5 });
  return withPage(root, points, async ({ page, url }) => {
    await page.goto(`${url}r/run/charts`);
    await page.waitForFunction(logged, ['train/m0', points] as const, { timeout: 60_000 });
    const box = await page.locator('[data-metric="train/m0"] .plot-overlay').boundingBox();
    if (box === null) throw new Error('the chart has no place');
    const times: number[] = [];
    for (let i = 0; i < zooms; i++) {
      const [from, y] = [box.x + 2 + (box.width / zooms) * i * 0.8, box.y + box.height / 2];
      await page.mouse.move(from, y);
      await page.mouse.down();
      await page.mouse.move(from + box.width / (5 + i), y, { steps: 4 });
      await page.evaluate(watch, { event: 'pointerup' } as const);
      await page.mouse.up();
      times.push((await watched(page)).result);
      // Everything again, so that the next drag chooses from all points.
      await page.keyboard.press('r');
      await page.waitForFunction(logged, ['train/m0', points] as const);
    }
    return times;
  });
}
