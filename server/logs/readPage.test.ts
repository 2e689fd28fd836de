import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filterBars } from '../../shared/barFilter.ts';
import type { LogLine, LogPage, TqdmMode } from '../../shared/logs.ts';
import { classifyLine } from '../../shared/tqdm.ts';
import { tempRoot } from '../testing/tempRoot.ts';
import type { LogFile } from './logFile.ts';
import { LogFiles } from './logFiles.ts';
import { type PageWanted, readPage } from './readPage.ts';

const NEVER = new AbortController().signal;

function page(file: LogFile, wanted: PageWanted, count: number, tqdm: TqdmMode = 'keep'): Promise<LogPage> {
  return readPage(file, { wanted, count, tqdm }, NEVER);
}

function texts(lines: LogLine[]): string[] {
  return lines.map((line) => line.text);
}

function bar(name: string, count: number): string {
  return `${name}: ${count}%|##| ${count}/100 [00:01<00:02, 3.00it/s]`;
}

/** Text now and then among the frames of two nested bars. */
function someLog(length: number): string[] {
  return Array.from({ length }, (_, i) => {
    if (i % 97 === 0) return `epoch ${i / 97} done`;
    if (i % 11 === 0) return bar(`epoch ${Math.floor(i / 97)}`, i % 97);
    return i % 11 === 1 ? '\u001b[A' : bar('total', Math.floor((i * 100) / length));
  });
}

test('a page holds the lines that were asked for, with numbers and offsets', async () => {
  await using root = tempRoot();
  root.write('logs.txt', 'one\ntwo\nthree\nfour\ntorn');
  const file = new LogFiles().get(root.path);
  const middle = await page(file, { from: 2 }, 2);
  expect(middle).toMatchObject({
    exists: true,
    size: 23,
    indexed: 23,
    total: 4,
    from: 2,
    to: 4,
    hidden: 0,
    pending: null,
  });
  expect(middle.lines).toMatchObject([
    { number: 2, offset: 4, text: 'two', cut: null, tqdm: false, bar_from: null },
    { number: 3, offset: 8, text: 'three' },
  ]);
  expect(texts((await page(file, { before: 3 }, 5)).lines)).toEqual(['one', 'two']);
  expect(texts((await page(file, { before: 99 }, 2)).lines)).toEqual(['three', 'four']);
});

test('the pending line comes with the page that reaches the end', async () => {
  await using root = tempRoot();
  const path = root.write('logs.txt', 'one\ntwo\ntorn');
  const file = new LogFiles().get(root.path);
  const pending = { number: 3, offset: 8, text: 'torn' };
  expect((await page(file, { last: true }, 1)).pending).toMatchObject(pending);
  expect((await page(file, { from: 1 }, 9)).pending).toMatchObject(pending);
  expect(await page(file, { from: 7 }, 9)).toMatchObject({ from: 3, to: 3, lines: [], pending });
  expect((await page(file, { from: 1 }, 2)).pending).toBe(null);
  appendFileSync(path, ' and mended\n');
  expect(await page(file, { from: 3 }, 9)).toMatchObject({
    total: 3,
    lines: [{ text: 'torn and mended' }],
    pending: null,
  });
});

test('there is a page when there is no log, or an empty one', async () => {
  await using root = tempRoot();
  const file = new LogFiles().get(root.path);
  expect(await page(file, { last: true }, 9)).toMatchObject({ exists: false, lines: [], total: 0, pending: null });
  root.write('logs.txt', '');
  expect(await page(file, { last: true }, 9)).toMatchObject({ exists: true, lines: [], total: 0, from: 1, to: 1 });
  expect(await page(file, { before: 5 }, 9)).toMatchObject({ lines: [], from: 1, to: 1 });
});

const MODES: TqdmMode[] = ['keep', 'drop', 'collapse'];

/** What a page that reads on from page to page collects. */
async function readAll(file: LogFile, count: number, mode: TqdmMode, backwards: boolean): Promise<LogLine[]> {
  let lines: LogLine[] = [];
  let hidden = 0;
  const { total } = await page(file, { last: true }, 1);
  for (let at = backwards ? (total ?? 0) + 1 : 1; backwards ? at > 1 : at <= (total ?? 0); ) {
    const part = await page(file, backwards ? { before: at } : { from: at }, count, mode);
    expect(backwards ? part.to : part.from).toBe(at);
    lines = backwards ? [...part.lines, ...lines] : [...lines, ...part.lines];
    hidden += part.hidden;
    at = backwards ? part.from : part.to;
  }
  expect(lines.length + hidden).toBe(total);
  return filterBars(lines, mode, (line) => classifyLine(line.text)).lines;
}

test.each(MODES)('reading page by page, in either direction, gives the whole log (%s)', async (mode) => {
  await using root = tempRoot();
  const log = someLog(1_000);
  root.write('logs.txt', `${log.join('\n')}\n`);
  const file = new LogFiles().get(root.path);
  const numbered = log.map((text, i): { text: string; number: number; bar_from?: number } => ({ text, number: i + 1 }));
  const whole = filterBars(numbered, mode, (line) => classifyLine(line.text)).lines;
  const expected = whole.map(({ text, number }) => ({ text, number }));
  for (const count of [3, 40, 500]) {
    for (const backwards of [false, true]) {
      const lines = await readAll(file, count, mode, backwards);
      expect(lines.map(({ text, number }) => ({ text, number }))).toEqual(expected);
    }
  }
});

test('the last lines of a large log come before its lines are counted, numbered from the end', async () => {
  await using root = tempRoot();
  const lines = Array.from({ length: 200_000 }, (_, i) => `line ${i + 1} ${'x'.repeat(60)}`);
  root.write('logs.txt', `${lines.join('\n')}\ntorn`);
  const file = new LogFiles().get(root.path);
  const early = await page(file, { last: true }, 3);
  expect(early).toMatchObject({ numbered: false, total: null, from: -2, to: 1, pending: { number: 1, text: 'torn' } });
  expect(early.lines.map((line) => line.number)).toEqual([-2, -1, 0]);
  await file.countTo(Number.POSITIVE_INFINITY, NEVER);
  const late = await page(file, { last: true }, 3);
  expect(late).toMatchObject({ numbered: true, total: 200_000, pending: { number: 200_001 } });
  expect(late.lines.map(({ number, text }) => [number, text])).toEqual(
    early.lines.map(({ number, text }) => [number + 200_000, text]),
  );
});

test('a page of long lines is bounded in text, and the next one goes on', async () => {
  await using root = tempRoot();
  root.write('logs.txt', `${'x'.repeat(60_000)}\n`.repeat(200));
  const file = new LogFiles().get(root.path);
  const forward = await page(file, { from: 1 }, 200);
  expect(forward.lines.length).toBeLessThan(50);
  expect((await page(file, { from: forward.to }, 200)).from).toBe(forward.to);
  const back = await page(file, { last: true }, 200);
  expect([back.lines.length < 80, back.to]).toEqual([true, 201]);
  expect(back.from).toBe(201 - back.lines.length);
});

test('a line of 12 MB is cut and hides nothing around it, in either direction', async () => {
  await using root = tempRoot();
  root.write('logs.txt', `before\n${'x'.repeat(12e6)}\nafter\n`);
  const file = new LogFiles().get(root.path);
  await file.look();
  await file.countTo(Number.POSITIVE_INFINITY, NEVER);
  for (const wanted of [{ from: 1 }, { last: true as const }]) {
    const { lines } = await page(file, wanted, 10);
    expect(lines.map(({ number, cut }) => [number, cut])).toEqual([
      [1, null],
      [2, { bytes: 12e6, shown: 'start' }],
      [3, null],
    ]);
  }
});
