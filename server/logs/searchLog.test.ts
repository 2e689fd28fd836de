import { expect, test } from 'vitest';
import { tempRoot } from '../testing/tempRoot.ts';
import { LogFiles } from './logFiles.ts';
import { type SearchQuery, searchLog } from './searchLog.ts';

const NEVER = new AbortController().signal;
const ESC = '\u001b';

async function search(content: string, text: string, query: Partial<SearchQuery> = {}) {
  await using root = tempRoot();
  root.write('logs.txt', content);
  const whole = { text, matchCase: false, from: 1, limit: 100, skipBars: false, ...query };
  return await searchLog(new LogFiles().get(root.path), whole, NEVER);
}

async function numbers(content: string, text: string, query: Partial<SearchQuery> = {}): Promise<number[]> {
  return (await search(content, text, query)).hits.map((hit) => hit.number);
}

test('every line that holds the text is found once, in order', async () => {
  const found = await search('Loss 1\nnothing\nloss loss\nflo ss\nglossy\n', 'LoSS');
  expect(found.hits).toEqual([
    { number: 1, text: 'Loss 1' },
    { number: 3, text: 'loss loss' },
    { number: 5, text: 'glossy' },
  ]);
  expect(found).toMatchObject({ next: null, searched: 39, size: 39, in_bars: 0 });
});

test('case counts when it is asked for, and only ASCII letters have two cases', async () => {
  expect(await numbers('Loss\nloss\n', 'loss', { matchCase: true })).toEqual([2]);
  expect(await numbers('É\né\n数据\n', 'é')).toEqual([2]);
  expect(await numbers('É\né\n数据\n', '数')).toEqual([3]);
  expect(await numbers('NAÏVE\nnaÏve\nnaïve\n', 'naÏve')).toEqual([1, 2]);
});

test('a text is taken literally', async () => {
  expect(await numbers('a.c\nabc\n(a|b)*\n', 'a.c')).toEqual([1]);
  expect(await numbers('a.c\nabc\n(a|b)*\n', '(a|b)*')).toEqual([3]);
});

test('what is searched is what is shown', async () => {
  const log = `${ESC}[31mfai${ESC}[1mled${ESC}[0m here\nold\rnew\n${ESC}]0;title\n31m\nfailed\n`;
  expect(await numbers(log, 'failed here')).toEqual([1]);
  expect(await numbers(log, 'old')).toEqual([]);
  expect(await numbers(log, '31m')).toEqual([4]);
  expect(await numbers(log, 'title')).toEqual([3]);
  expect(await numbers(log, 'failed')).toEqual([1, 5]);
});

test('progress bars are counted apart when they are hidden', async () => {
  const log = 'loss 1\ntrain: 4%|##| 4/100 [00:01<00:02, 3.00it/s, loss=2]\nloss 3\n';
  expect(await search(log, 'loss', { skipBars: true })).toMatchObject({
    hits: [{ number: 1 }, { number: 3 }],
    in_bars: 1,
  });
  expect(await numbers(log, 'loss')).toEqual([1, 2, 3]);
});

test('a search goes on where it stopped', async () => {
  const log = Array.from({ length: 5_000 }, (_, i) => (i % 10 === 3 ? `hit ${i + 1}` : 'miss'))
    .join('\n')
    .concat('\n');
  const all: number[] = [];
  for (let from: number | null = 1; from !== null; ) {
    const part = await search(log, 'hit', { from, limit: 120 });
    expect(part.hits.length).toBeLessThanOrEqual(120);
    all.push(...part.hits.map((hit) => hit.number));
    from = part.next;
  }
  expect(all).toEqual(Array.from({ length: 500 }, (_, i) => i * 10 + 4));
});

test('numbers are right far into a log of many pieces', async () => {
  const lines = Array.from({ length: 60_000 }, (_, i) => `${i} ${'x'.repeat((i * 7919) % 60)}`);
  for (const at of [5, 8_191, 30_000, 59_999]) lines[at] = `needle ${at}`;
  expect(await numbers(`${lines.join('\n')}\n`, 'needle')).toEqual([6, 8_192, 30_001, 60_000]);
});

test('a text is found in a line longer than any buffer, across its pieces, and after it', async () => {
  const half = 256 * 1024;
  const long = `${'x'.repeat(half - 3)}needle${'x'.repeat(2 * half)}`;
  const found = await search(`one\n${long}\nneedle\n`, 'needle');
  expect(found.hits.map((hit) => hit.number)).toEqual([2, 3]);
  expect(found.hits[0]?.text).toContain('needle');
});

test('the pending line is not searched, and nothing is found where there is nothing', async () => {
  expect(await numbers('one\nneedle', 'needle')).toEqual([]);
  expect(await search('', 'x')).toMatchObject({ hits: [], next: null });
  await using root = tempRoot();
  const query = { text: 'x', matchCase: false, from: 1, limit: 9, skipBars: false };
  expect(await searchLog(new LogFiles().get(root.path), query, NEVER)).toMatchObject({ hits: [], next: null, size: 0 });
});
