import type { LoadSeries, SeriesAnswer, SeriesQuery } from './batchedLoader.ts';
import type { HeldLines, LineCache } from './lineCache.ts';
import type { ChartLine } from './types.ts';

/** What a chart wants to show now. */
export interface SeriesWish {
  metric: string;
  runs: readonly { id: string; version: string; members?: readonly string[] }[];
  /** null while the chart has no size yet. */
  query: SeriesQuery | null;
  /** A range that moves on with lines that grow: nobody comes back to it, so the cache need not keep it. */
  passing: boolean;
  /** False off the screen and in a hidden tab: then nothing is asked for. */
  active: boolean;
}

export interface SeriesState {
  lines: readonly ChartLine[];
  /** The query that `lines` answer; null before the first answer. */
  query: SeriesQuery | null;
  /** Runs whose lines are not there yet, while those of others are shown. */
  toCome: number;
  loading: boolean;
  /** Why the lines are not up to date, or null. The lines stay. */
  error: string | null;
}

export const NO_SERIES: SeriesState = { lines: [], query: null, toCome: 0, loading: false, error: null };

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;

/** Runs of the first request of a view, and how many times as many each next one asks for: something is seen soon, and all of it not much later. */
const FIRST_RUNS = 32;
const GROWTH = 4;

interface Flight {
  key: string;
  controller: AbortController;
}

type Later = (ms: number, run: () => void) => () => void;

/**
 * Keeps one chart's lines up to date. It asks only for runs that moved, one request at a time, so that a busy run can
 * neither pile up requests nor starve the answer; another view or axis aborts what is under way. Until an answer is
 * there, and after an error, the old lines stay.
 */
export class SeriesFeed {
  readonly #load: LoadSeries;
  readonly #cache: LineCache;
  readonly #onState: (state: SeriesState) => void;
  readonly #later: Later;
  #wish: SeriesWish | null = null;
  #state = NO_SERIES;
  #shownKey = '';
  /** What is shown, apart from the cache: that may give up lines of a chart to make room for those of another. */
  #held = new Map<string, HeldLines>();
  #heldKey = '';
  #mostRuns = FIRST_RUNS;
  #flight: Flight | null = null;
  #failures = 0;
  #cancelRetry: (() => void) | null = null;

  constructor(load: LoadSeries, cache: LineCache, onState: (state: SeriesState) => void, later: Later) {
    this.#load = load;
    this.#cache = cache;
    this.#onState = onState;
    this.#later = later;
  }

  wish(next: SeriesWish): void {
    this.#wish = next;
    this.#pump();
  }

  /** The server is there again: what failed is asked for now. */
  retry(): void {
    if (this.#cancelRetry === null) return;
    this.#stopWaiting();
    this.#pump();
  }

  close(): void {
    this.#stopWaiting();
    if (this.#flight !== null) this.#land(this.#flight, true);
    this.#wish = null;
  }

  #pump(): void {
    if (this.#wish === null || this.#wish.query === null) return;
    const { query, ...wish } = this.#wish;
    const key = JSON.stringify([wish.metric, query]);
    if (this.#flight !== null && this.#flight.key !== key) this.#land(this.#flight, true);
    if (this.#heldKey !== key) this.#stopWaiting();
    this.#hold(key, wish.runs);
    this.#show(wish, query, key);
    if (this.#flight !== null || this.#cancelRetry !== null) return;
    if (!wish.active) {
      this.#publish({ loading: false });
      return;
    }
    const stale = wish.runs.filter(({ id, version }) => !isFresh(this.#held.get(id), version));
    if (stale.length === 0) this.#publish({ loading: false, error: null });
    else this.#ask(wish.metric, query, key, stale.slice(0, this.#mostRuns));
  }

  /** Holds what is known of the wanted runs for a view, and nothing else. */
  #hold(key: string, runs: SeriesWish['runs']): void {
    const before = this.#heldKey === key ? this.#held : new Map<string, HeldLines>();
    if (this.#heldKey !== key) this.#mostRuns = FIRST_RUNS;
    this.#heldKey = key;
    this.#held = new Map();
    for (const { id } of runs) {
      const held = before.get(id) ?? this.#cache.get(entryKey(key, id));
      if (held !== undefined) this.#held.set(id, held);
    }
  }

  /** Shows what is held for the view; the old picture stays while nothing is. */
  #show({ metric, runs }: Pick<SeriesWish, 'metric' | 'runs'>, query: SeriesQuery, key: string): void {
    const toCome = runs.length - this.#held.size;
    if (toCome === 0 || (this.#shownKey === key && this.#held.size > 0)) {
      this.#shownKey = key;
      this.#publish({ lines: runs.flatMap(({ id }) => this.#held.get(id)?.lines ?? []), query, toCome });
      return;
    }
    const wanted = new Set(runs.map(({ id }) => id));
    const { lines } = this.#state;
    this.#publish({ lines: lines.filter((line) => wanted.has(line.run) && line.meta.metric === metric) });
  }

  #ask(metric: string, query: SeriesQuery, key: string, stale: SeriesWish['runs']): void {
    const flight: Flight = { key, controller: new AbortController() };
    this.#flight = flight;
    this.#publish({ loading: true });
    const runs = stale.map(({ id, members }) => ({
      id,
      held: this.#held.get(id)?.version ?? null,
      ...(members === undefined ? {} : { members }),
    }));
    this.#load({ metric, query, runs }, flight.controller.signal).then(
      (answer) => {
        if (!this.#land(flight, false)) return;
        this.#failures = 0;
        this.#keep(key, stale, answer);
        this.#shownKey = key;
        this.#mostRuns *= GROWTH;
        this.#publish({ error: null });
        this.#pump();
      },
      (error: unknown) => {
        if (this.#land(flight, false)) this.#fail(error);
      },
    );
  }

  /** Keeps an answer: fresh lines, or the word that the held ones are still right. */
  #keep(key: string, asked: SeriesWish['runs'], { lines, unchanged }: SeriesAnswer): void {
    const byRun = new Map<string, ChartLine[]>();
    for (const line of lines) byRun.set(line.run, [...(byRun.get(line.run) ?? []), line]);
    for (const { id, version } of asked) {
      const known = unchanged.has(id) ? this.#held.get(id)?.lines : undefined;
      const fresh = known ?? byRun.get(id) ?? [];
      const held = { lines: fresh, version: fresh[0]?.meta.version ?? version, asked: version };
      this.#held.set(id, held);
      if (this.#wish?.passing !== true) this.#cache.set(entryKey(key, id), held);
    }
  }

  /** Whether the flight was still the one under way. */
  #land(flight: Flight, abort: boolean): boolean {
    if (this.#flight !== flight) return false;
    this.#flight = null;
    if (abort) flight.controller.abort(new DOMException('superseded', 'AbortError'));
    return true;
  }

  #stopWaiting(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#failures = 0;
  }

  #fail(error: unknown): void {
    this.#publish({ loading: false, error: error instanceof Error ? error.message : String(error) });
    this.#cancelRetry = this.#later(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures++), () => {
      this.#cancelRetry = null;
      this.#pump();
    });
  }

  #publish(change: Partial<SeriesState>): void {
    const next = { ...this.#state, ...change };
    if (sameLines(next.lines, this.#state.lines)) next.lines = this.#state.lines;
    const moved = (Object.keys(next) as (keyof SeriesState)[]).some((name) => next[name] !== this.#state[name]);
    this.#state = next;
    if (moved) this.#onState(next);
  }
}

function entryKey(key: string, run: string): string {
  return `${key}\n${run}`;
}

function isFresh(held: HeldLines | undefined, version: string): boolean {
  return held !== undefined && (held.version === version || held.asked === version);
}

function sameLines(a: readonly ChartLine[], b: readonly ChartLine[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
