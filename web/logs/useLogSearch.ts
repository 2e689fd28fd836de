import { type Dispatch, useEffect, useReducer, useState } from 'react';
import type { TqdmMode } from '../../shared/logs.ts';
import { fetchLogSearch } from './logApi.ts';
import type { LogLook } from './logLook.ts';
import { isSearching, NO_SEARCH, reduceSearch, type SearchAction, type SearchState } from './logSearch.ts';

const PART_HITS = 500;
const TYPING_MS = 150;

function startOf({ search: text, hit: line }: LogLook): SearchState {
  return reduceSearch(NO_SEARCH, { type: 'start', text, line });
}

/**
 * Searches a log for what is typed, stretch by stretch, until the end or enough is found. It starts anew with another text,
 * with more or less of progress bars shown, and with another log in its place; lines that come later are found next time.
 * What `first` searches for is searched for at once.
 */
export function useLogSearch(
  run: string,
  tqdm: TqdmMode,
  generation: string | null,
  first: LogLook,
): [SearchState, Dispatch<SearchAction>, Error | null] {
  const [search, dispatch] = useReducer(reduceSearch, first, startOf);
  const [error, setError] = useState<Error | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is found depends on both.
  useEffect(() => dispatch({ type: 'again' }), [tqdm, generation]);
  const { text, next } = search;
  const active = isSearching(search);
  useEffect(() => {
    if (!active || next === null) return;
    const leaving = new AbortController();
    const ask = async () => {
      const query = { text, from: next, limit: PART_HITS, tqdm };
      try {
        const answer = await fetchLogSearch(run, query, leaving.signal);
        setError(null);
        if (!leaving.signal.aborted) dispatch({ type: 'found', text, answer });
      } catch (problem) {
        if (!leaving.signal.aborted) setError(problem as Error);
      }
    };
    const timer = setTimeout(() => void ask(), next === 1 ? TYPING_MS : 0);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [run, text, next, active, tqdm]);
  return [search, dispatch, error];
}
