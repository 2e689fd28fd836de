import { describe, expect, test } from 'vitest';
import type { GroupRequest } from '../../shared/groups.ts';
import type { SeriesMeta, SeriesRequest } from '../../shared/series.ts';
import { batchedLoader, type SeriesAsk, type SeriesQuery } from './batchedLoader.ts';
import type { FetchedSeries } from './readSeries.ts';
import type { ChartLine } from './types.ts';

const QUERY: SeriesQuery = { x: 'step', from: null, to: null, width: 300, smoothing: { kind: 'none' } };
const ask = (metric: string, change: Partial<SeriesAsk> = {}): SeriesAsk => ({
  metric,
  query: QUERY,
  runs: [{ id: 'a', held: null }],
  ...change,
});
const NEVER = new AbortController().signal;

function loaderUnderTest() {
  const requests: { request: SeriesRequest; signal: AbortSignal; answer: (fetched: FetchedSeries) => void }[] = [];
  const later: (() => void)[] = [];
  const groups: GroupRequest[] = [];
  const load = batchedLoader(
    {
      series: (request, signal) => new Promise((answer) => requests.push({ request, signal, answer })),
      groups: (request) => {
        groups.push(request);
        return Promise.resolve(fetched(request.metrics));
      },
    },
    (run) => later.push(run),
  );
  const turn = (): void => {
    for (const run of later.splice(0)) run();
  };
  return { requests, groups, load, turn };
}

const fetched = (metrics: string[], unchanged: string[] = []): FetchedSeries => ({
  head: { series: [], unchanged, missing: [], pending_bytes: 0 },
  lines: metrics.map((metric) => ({ key: metric, run: 'a', meta: { metric } as SeriesMeta }) as ChartLine),
});

describe('the batched loader', () => {
  test('asks for groups with their runs, and how they are to be drawn', async () => {
    const { groups, load, turn } = loaderUnderTest();
    const group = { centre: 'median', spread: 'ci95' } as const;
    const runs = [{ id: 'g', held: null, members: ['a', 'b'] }];
    const answer = load(ask('loss', { query: { ...QUERY, group }, runs }), NEVER);
    turn();
    expect(groups).toEqual([{ ...QUERY, ...group, groups: [{ key: 'g', runs: ['a', 'b'] }], metrics: ['loss'] }]);
    expect((await answer).lines).toHaveLength(1);
  });

  test('puts what the charts of one turn ask alike into one request, and hands each its own', async () => {
    const { requests, load, turn } = loaderUnderTest();
    const answers = [load(ask('loss'), NEVER), load(ask('accuracy'), NEVER)];
    turn();
    expect(requests).toHaveLength(1);
    expect(requests[0]!.request).toEqual({ ...QUERY, runs: ['a'], metrics: ['loss', 'accuracy'], since: {} });
    requests[0]!.answer(fetched(['accuracy', 'loss']));
    const [loss, accuracy] = await Promise.all(answers);
    expect(loss!.lines.map(({ key }) => key)).toEqual(['loss']);
    expect(accuracy!.lines.map(({ key }) => key)).toEqual(['accuracy']);
  });

  test('keeps other widths, ranges and runs apart', () => {
    const { requests, load, turn } = loaderUnderTest();
    void load(ask('loss'), NEVER);
    void load(ask('loss', { query: { ...QUERY, width: 600 } }), NEVER);
    void load(ask('loss', { runs: [{ id: 'b', held: null }] }), NEVER);
    turn();
    expect(requests).toHaveLength(3);
  });

  test('says what is held only where everyone in the request holds it', () => {
    const { requests, load, turn } = loaderUnderTest();
    void load(
      ask('loss', {
        runs: [
          { id: 'a', held: '1' },
          { id: 'b', held: '1' },
        ],
      }),
      NEVER,
    );
    void load(
      ask('accuracy', {
        runs: [
          { id: 'a', held: '1' },
          { id: 'b', held: '2' },
        ],
      }),
      NEVER,
    );
    turn();
    expect(requests[0]!.request.since).toEqual({ a: '1' });
  });

  test('asks no more metrics at once than the route takes', () => {
    const { requests, load, turn } = loaderUnderTest();
    for (let index = 0; index < 450; index++) void load(ask(`m${index}`), new AbortController().signal);
    turn();
    expect(requests.map(({ request }) => request.metrics.length)).toEqual([200, 200, 50]);
  });

  test('aborts a request once nobody waits for it', async () => {
    const { requests, load, turn } = loaderUnderTest();
    const [first, second] = [new AbortController(), new AbortController()];
    const lost = [load(ask('loss'), first.signal), load(ask('accuracy'), second.signal)];
    turn();
    first.abort(new Error('superseded'));
    expect(requests[0]!.signal.aborted).toBe(false);
    second.abort(new Error('superseded'));
    expect(requests[0]!.signal.aborted).toBe(true);
    for (const promise of lost) await expect(promise).rejects.toThrow('superseded');
  });

  test('does not even send what was aborted within the turn', async () => {
    const { requests, load, turn } = loaderUnderTest();
    const controller = new AbortController();
    const lost = load(ask('loss'), controller.signal);
    controller.abort(new Error('superseded'));
    turn();
    expect(requests).toHaveLength(0);
    await expect(lost).rejects.toThrow('superseded');
  });
});
