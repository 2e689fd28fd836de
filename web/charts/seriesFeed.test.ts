import { describe, expect, test } from 'vitest';
import type { SeriesMeta } from '../../shared/series.ts';
import type { SeriesAnswer, SeriesAsk, SeriesQuery } from './batchedLoader.ts';
import { lineCache } from './lineCache.ts';
import { NO_SERIES, SeriesFeed, type SeriesState, type SeriesWish } from './seriesFeed.ts';
import type { ChartLine } from './types.ts';

const QUERY: SeriesQuery = { x: 'step', from: null, to: null, width: 300, smoothing: { kind: 'none' } };
const ZOOMED: SeriesQuery = { ...QUERY, from: 10, to: 20 };

function lineOf(run: string, version: string, metric = 'loss'): ChartLine {
  const points = { x: Float64Array.of(0), y: Float64Array.of(1), flag: Uint8Array.of(0) };
  return { key: run, run, meta: { run, version, metric } as SeriesMeta, raw: points, smooth: null, band: null };
}

/** A feed whose requests wait until the test answers them. */
function feedUnderTest(cacheBytes = 1e7) {
  const asks: {
    ask: SeriesAsk;
    signal: AbortSignal;
    answer: (part: Partial<SeriesAnswer>) => Promise<void>;
    fail: (error: Error) => Promise<void>;
  }[] = [];
  const retries: (() => void)[] = [];
  let state: SeriesState = NO_SERIES;
  const feed = new SeriesFeed(
    (ask, signal) =>
      new Promise((resolve, reject) => {
        const settled = async (settle: () => void) => {
          settle();
          await new Promise((done) => setImmediate(done));
        };
        asks.push({
          ask,
          signal,
          answer: (part) => settled(() => resolve({ lines: [], unchanged: new Set(), ...part })),
          fail: (error) => settled(() => reject(error)),
        });
      }),
    lineCache(cacheBytes),
    (next) => {
      state = next;
    },
    (_, run) => {
      retries.push(run);
      return () => retries.splice(retries.indexOf(run), 1);
    },
  );
  const wish = (change: Partial<SeriesWish>) => {
    current = { ...current, ...change };
    feed.wish(current);
  };
  let current: SeriesWish = {
    metric: 'loss',
    runs: [{ id: 'a', version: '1' }],
    query: QUERY,
    passing: false,
    active: true,
  };
  return {
    feed,
    asks,
    retries,
    wish,
    shown: () => state.lines.map(({ run, meta }) => `${run}@${meta.version}`),
    state: () => state,
  };
}

describe('a series feed', () => {
  test('asks for nothing off the screen, and for everything once it is seen', () => {
    const { asks, wish } = feedUnderTest();
    wish({ active: false });
    expect(asks).toHaveLength(0);
    wish({ active: true });
    expect(asks.map(({ ask }) => ask.runs)).toEqual([[{ id: 'a', held: null }]]);
  });

  test('is not loading for ever when it leaves the screen before the answer', async () => {
    const { asks, wish, state } = feedUnderTest();
    wish({});
    expect(state().loading).toBe(true);
    wish({ active: false });
    await asks[0]?.answer({ lines: [lineOf('a', '1')] });
    expect(state().loading).toBe(false);
  });

  test('asks only for the run that moved, naming what it holds, and merges the answer', async () => {
    const { asks, wish, shown } = feedUnderTest();
    wish({
      runs: [
        { id: 'a', version: '1' },
        { id: 'b', version: '1' },
      ],
    });
    await asks[0]!.answer({ lines: [lineOf('a', '1'), lineOf('b', '1')] });
    wish({
      runs: [
        { id: 'a', version: '1' },
        { id: 'b', version: '2' },
      ],
    });
    expect(asks[1]!.ask.runs).toEqual([{ id: 'b', held: '1' }]);
    await asks[1]!.answer({ lines: [lineOf('b', '2')] });
    expect(shown()).toEqual(['a@1', 'b@2']);
  });

  test('of many runs shows the first ones soon, says how many are to come, and asks for more each time', async () => {
    const { asks, wish, shown, state } = feedUnderTest();
    const runs = Array.from({ length: 1_000 }, (_, i) => ({ id: `r${i}`, version: '1' }));
    wish({ runs });
    const sizes: number[] = [];
    for (let turn = 0; state().loading; turn++) {
      const { ask, answer } = asks[turn]!;
      sizes.push(ask.runs.length);
      await answer({ lines: ask.runs.map(({ id }) => lineOf(id, '1')) });
      expect(state().toCome).toBe(1_000 - shown().length);
    }
    expect(sizes).toEqual([32, 128, 512, 328]);
    expect(shown()).toEqual(runs.map(({ id }) => `${id}@1`));
    expect(asks).toHaveLength(4);
  });

  test('holds what it shows, whatever room there is in the cache', async () => {
    const { asks, wish, shown } = feedUnderTest(1);
    wish({ runs: ['a', 'b', 'c'].map((id) => ({ id, version: '1' })) });
    await asks[0]!.answer({ lines: ['a', 'b', 'c'].map((id) => lineOf(id, '1')) });
    expect(shown()).toEqual(['a@1', 'b@1', 'c@1']);
    expect(asks).toHaveLength(1);
  });

  test('leaves what passes out of the cache', async () => {
    const { asks, wish, shown } = feedUnderTest();
    wish({ query: ZOOMED, passing: true });
    await asks[0]!.answer({ lines: [lineOf('a', '1')] });
    expect(shown()).toEqual(['a@1']);
    wish({ query: QUERY, passing: false });
    wish({ query: ZOOMED });
    expect(asks).toHaveLength(3);
  });

  test('takes no second request for a version that the answer already had', async () => {
    const { asks, wish } = feedUnderTest();
    wish({});
    await asks[0]!.answer({ lines: [lineOf('a', '2')] });
    wish({ runs: [{ id: 'a', version: '2' }] });
    expect(asks).toHaveLength(1);
  });

  test('keeps the held lines where the server says that they are right', async () => {
    const { asks, wish, shown } = feedUnderTest();
    wish({});
    await asks[0]!.answer({ lines: [lineOf('a', '1')] });
    wish({ runs: [{ id: 'a', version: '1b' }] });
    await asks[1]!.answer({ unchanged: new Set(['a']) });
    expect(shown()).toEqual(['a@1']);
    wish({});
    expect(asks).toHaveLength(2);
  });

  test('lets a request of a busy run finish, then asks once for where it is by then', async () => {
    const { asks, wish, shown } = feedUnderTest();
    wish({});
    for (const version of ['2', '3', '4']) wish({ runs: [{ id: 'a', version }] });
    expect(asks).toHaveLength(1);
    expect(asks[0]!.signal.aborted).toBe(false);
    await asks[0]!.answer({ lines: [lineOf('a', '1')] });
    expect(asks).toHaveLength(2);
    await asks[1]!.answer({ lines: [lineOf('a', '4')] });
    expect(asks).toHaveLength(2);
    expect(shown()).toEqual(['a@4']);
  });

  test('aborts what a zoom supersedes and keeps the old lines until the new ones are there', async () => {
    const { asks, wish, shown, state } = feedUnderTest();
    wish({});
    await asks[0]!.answer({ lines: [lineOf('a', '1')] });
    wish({ query: ZOOMED });
    expect(shown()).toEqual(['a@1']);
    expect(state().query).toEqual(QUERY);
    wish({ query: { ...ZOOMED, to: 15 } });
    expect(asks[1]!.signal.aborted).toBe(true);
    await asks[1]!.answer({ lines: [lineOf('a', 'superseded')] });
    await asks[2]!.answer({ lines: [lineOf('a', '1')] });
    expect(shown()).toEqual(['a@1']);
    expect(state()).toMatchObject({ loading: false, query: { to: 15 } });
  });

  test('zooms out again without asking', async () => {
    const { asks, wish, state } = feedUnderTest();
    wish({});
    await asks[0]!.answer({ lines: [lineOf('a', '1')] });
    wish({ query: ZOOMED });
    await asks[1]!.answer({ lines: [lineOf('a', '1')] });
    wish({ query: QUERY });
    expect(asks).toHaveLength(2);
    expect(state().query).toEqual(QUERY);
  });

  test('takes a hidden run away at once, and asks only for one that is added', async () => {
    const { asks, wish, shown } = feedUnderTest();
    wish({
      runs: [
        { id: 'a', version: '1' },
        { id: 'b', version: '1' },
      ],
    });
    await asks[0]!.answer({ lines: [lineOf('a', '1'), lineOf('b', '1')] });
    wish({ runs: [{ id: 'b', version: '1' }] });
    expect(shown()).toEqual(['b@1']);
    wish({
      runs: [
        { id: 'b', version: '1' },
        { id: 'c', version: '1' },
      ],
    });
    expect(asks[1]!.ask.runs.map(({ id }) => id)).toEqual(['c']);
    expect(shown()).toEqual(['b@1']);
  });

  test('keeps the lines after an error, says why, and tries again after a pause', async () => {
    const { asks, retries, wish, shown, state } = feedUnderTest();
    wish({});
    await asks[0]!.answer({ lines: [lineOf('a', '1')] });
    wish({ runs: [{ id: 'a', version: '2' }] });
    await asks[1]!.fail(new Error('The server does not answer'));
    expect(shown()).toEqual(['a@1']);
    expect(state()).toMatchObject({ error: 'The server does not answer', loading: false });
    wish({ runs: [{ id: 'a', version: '3' }] });
    expect(asks).toHaveLength(2);
    retries[0]!();
    await asks[2]!.answer({ lines: [lineOf('a', '3')] });
    expect(state()).toMatchObject({ error: null });
    expect(shown()).toEqual(['a@3']);
  });

  test.each<[string, (feed: SeriesFeed, wish: (change: Partial<SeriesWish>) => void) => void]>([
    ['the server is there again', (feed) => feed.retry()],
    ['another view is wanted', (_, wish) => wish({ query: ZOOMED })],
  ])('does not wait for the end of a pause when %s', async (_, happen) => {
    const { feed, asks, retries, wish, state } = feedUnderTest();
    wish({});
    await asks[0]!.fail(new Error('The server does not answer'));
    happen(feed, wish);
    expect(asks).toHaveLength(2);
    expect(retries).toHaveLength(0);
    await asks[1]!.answer({ lines: [lineOf('a', '1')] });
    expect(state()).toMatchObject({ error: null });
    feed.retry();
    expect(asks).toHaveLength(2);
  });

  test('asks nothing twice of a run that has no such metric', async () => {
    const { asks, wish } = feedUnderTest();
    wish({});
    await asks[0]!.answer({ lines: [] });
    wish({});
    expect(asks).toHaveLength(1);
  });

  test('aborts when it is closed', () => {
    const { feed, asks, wish } = feedUnderTest();
    wish({});
    feed.close();
    expect(asks[0]!.signal.aborted).toBe(true);
  });
});

test('a line cache gives up what was used longest ago', () => {
  const cache = lineCache(6_100);
  const held = { lines: [lineOf('a', '1')], version: '1', asked: '1' };
  for (const key of ['a', 'b', 'c']) cache.set(key, held);
  cache.get('a');
  cache.set('d', held);
  expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key) !== undefined)).toEqual(['a', 'c', 'd']);
});
