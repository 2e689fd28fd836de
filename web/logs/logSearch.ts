import type { LogHit, LogSearch } from '../../shared/logs.ts';

/** What a search has found so far. */
export interface SearchState {
  text: string;
  hits: LogHit[];
  /** Line of the hit that is shown; null when none is. */
  line: number | null;
  /** Progress bars that hold the text too and are not shown. */
  inBars: number;
  /** Line to go on from; null when the search has come to the end of what was there. */
  next: number | null;
  /** Share of the file that has been searched, 0 … 1. */
  share: number;
}

export type SearchAction =
  | { type: 'start'; text: string; line?: number | null }
  | { type: 'again' }
  | { type: 'found'; text: string; answer: LogSearch }
  | { type: 'go'; index: number };

/** Hits held at most; the list then says that there are more. */
export const MOST_HITS = 2_000;

export const NO_SEARCH: SearchState = { text: '', hits: [], line: null, inBars: 0, next: null, share: 1 };

export function reduceSearch(state: SearchState, action: SearchAction): SearchState {
  switch (action.type) {
    case 'start':
      return action.text === ''
        ? NO_SEARCH
        : { ...NO_SEARCH, text: action.text, line: action.line ?? null, next: 1, share: 0 };
    // Of what is typed by then: an effect that says so itself knows only what was drawn last.
    case 'again':
      return reduceSearch(state, { type: 'start', text: state.text, line: state.line });
    case 'found':
      return action.text === state.text ? found(state, action.answer) : state;
    case 'go':
      return { ...state, line: state.hits[action.index]?.number ?? null };
  }
}

function found(state: SearchState, answer: LogSearch): SearchState {
  // A search that goes on over lines that came meanwhile may meet the last ones again.
  const last = state.hits.at(-1)?.number ?? 0;
  const fresh = answer.hits.filter((hit) => hit.number > last);
  return {
    ...state,
    hits: [...state.hits, ...fresh].slice(0, MOST_HITS),
    inBars: state.inBars + answer.in_bars,
    next: answer.next,
    share: answer.next === null || answer.size === 0 ? 1 : answer.searched / answer.size,
  };
}

/** Index of the hit that is shown; -1 while there is none, or it is not found yet. */
export function currentHit({ hits, line }: SearchState): number {
  return line === null ? -1 : hits.findIndex(({ number }) => number === line);
}

/** Whether another request is needed now. */
export function isSearching(state: SearchState): boolean {
  return state.next !== null && state.hits.length < MOST_HITS;
}

/** Index of the next hit from the current one on, round the end. -1 when there is none. */
export function stepHit(state: SearchState, by: 1 | -1): number {
  const { hits } = state;
  const current = currentHit(state);
  if (hits.length === 0) return -1;
  if (current === -1) return by === 1 ? 0 : hits.length - 1;
  return (current + by + hits.length) % hits.length;
}

/** `3 of 120`, `3 of 2,000+`, `nothing found`. */
export function searchSummary(state: SearchState): string {
  if (state.text === '') return '';
  const searching = isSearching(state);
  if (state.hits.length === 0) return searching ? `searching … ${Math.floor(state.share * 100)} %` : 'nothing found';
  const count = state.hits.length.toLocaleString('en-US') + (state.next === null ? '' : '+');
  const current = currentHit(state);
  return current === -1 ? `${count} found` : `${(current + 1).toLocaleString('en-US')} of ${count}`;
}
