import type { Centre, GroupRequest, Spread } from '../../shared/groups.ts';
import type { SeriesRequest } from '../../shared/series.ts';
import type { FetchedSeries } from './readSeries.ts';
import type { ChartLine } from './types.ts';

/** What a chart asks: everything of a SeriesRequest but the runs and the metric. */
export type SeriesQuery = Pick<SeriesRequest, 'x' | 'from' | 'to' | 'width' | 'smoothing' | 'log_x'> & {
  /** Asks for groups of runs. */
  group?: { centre: Centre; spread: Spread };
};

export interface SeriesAsk {
  metric: string;
  query: SeriesQuery;
  runs: readonly AskedRun[];
}

export interface AskedRun {
  id: string;
  /** Where it stands for a group: the runs in it. */
  members?: readonly string[];
  /** Version of the lines that the asker holds for this metric and query, or null. */
  held: string | null;
}

export interface SeriesAnswer {
  /** Lines of the asked runs, in the order of the runs; none where a run has no such metric. */
  lines: ChartLine[];
  /** Runs whose held lines are still right. */
  unchanged: ReadonlySet<string>;
}

export type LoadSeries = (ask: SeriesAsk, signal: AbortSignal) => Promise<SeriesAnswer>;

interface Waiting extends SeriesAsk {
  signal: AbortSignal;
  resolve: (answer: SeriesAnswer) => void;
  reject: (error: unknown) => void;
}

/** The two requests that charts make. */
export interface SeriesFetches {
  series: (request: SeriesRequest, signal: AbortSignal) => Promise<FetchedSeries>;
  groups: (request: GroupRequest, signal: AbortSignal) => Promise<FetchedSeries>;
}

/** The series route's own limits. */
const MOST_RUNS = 1_000;
const MOST_METRICS = 200;

/**
 * Collects what the charts ask in one turn: those that share query and runs go into one request. A request is
 * aborted when none of those who wait for it is interested any more.
 *
 * @param later runs a task after the current turn, once all charts of a render have asked.
 */
export function batchedLoader(fetches: SeriesFetches, later: (run: () => void) => void): LoadSeries {
  let waiting = new Map<string, Waiting[]>();

  function flush(): void {
    const batches = waiting;
    waiting = new Map();
    for (const asks of batches.values()) {
      const wanted = asks.filter(({ signal }) => !signal.aborted);
      const metrics = [...new Set(wanted.map(({ metric }) => metric))];
      for (let first = 0; first < metrics.length; first += MOST_METRICS) {
        const some = metrics.slice(first, first + MOST_METRICS);
        void answerTogether(
          wanted.filter(({ metric }) => some.includes(metric)),
          some,
          fetches,
        );
      }
    }
  }

  return (ask, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      const key = JSON.stringify([ask.query, ask.runs.map(({ id }) => id)]);
      const batch = waiting.get(key) ?? [];
      batch.push({ ...ask, runs: ask.runs.slice(0, MOST_RUNS), signal, resolve, reject });
      if (waiting.size === 0) later(flush);
      waiting.set(key, batch);
    });
}

async function answerTogether(asks: readonly Waiting[], metrics: string[], fetches: SeriesFetches): Promise<void> {
  const [first] = asks;
  if (first === undefined) return;
  const { group, ...query } = first.query;
  const signal = abortedByAll(asks.map((ask) => ask.signal));
  try {
    const { head, lines } = await (group === undefined
      ? fetches.series({ ...query, runs: first.runs.map(({ id }) => id), metrics, since: heldByAll(asks) }, signal)
      : fetches.groups({ ...query, ...group, groups: first.runs.map(groupOf), metrics }, signal));
    const unchanged = new Set(head.unchanged);
    for (const ask of asks) ask.resolve({ lines: lines.filter((line) => line.meta.metric === ask.metric), unchanged });
  } catch (error) {
    for (const ask of asks) ask.reject(error);
  }
}

function groupOf({ id, members = [] }: AskedRun): GroupRequest['groups'][number] {
  return { key: id, runs: [...members] };
}

/** Versions that every one of the asks holds: only these runs may be left out of the common answer. */
function heldByAll(asks: readonly Waiting[]): Record<string, string> {
  const since = new Map<string, string>();
  asks[0]?.runs.forEach(({ id, held }, index) => {
    if (held !== null && asks.every(({ runs }) => runs[index]?.held === held)) since.set(id, held);
  });
  return Object.fromEntries(since);
}

function abortedByAll(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  const look = (): void => {
    if (signals.every(({ aborted }) => aborted)) controller.abort(signals[0]?.reason);
  };
  for (const signal of signals) signal.addEventListener('abort', look, { once: true });
  return controller.signal;
}
