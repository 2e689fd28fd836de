import { useCallback, useMemo } from 'react';
import { navigate, useSearch } from 'wouter/use-browser-location';
import { printSearch } from '../router/printSearch.ts';

/** One parameter of the address beside those of the view; null takes it out. The page's history keeps places, not each click. */
export function useParam(name: string): [string | null, (value: string | null) => void] {
  const value = new URLSearchParams(useSearch()).get(name);
  const change = useCallback((next: string | null) => replaceParam(name, next === null ? [] : [next]), [name]);
  return [value, change];
}

/** A parameter that stands in the address once for each of its values. */
export function useParams(name: string): [readonly string[], (values: readonly string[]) => void] {
  const search = useSearch();
  const values = useMemo(() => new URLSearchParams(search).getAll(name), [search, name]);
  return [values, useCallback((next: readonly string[]) => replaceParam(name, next), [name])];
}

function replaceParam(name: string, values: readonly string[]): void {
  const query = new URLSearchParams(window.location.search);
  query.delete(name);
  for (const value of values) query.append(name, value);
  navigate(window.location.pathname + printSearch(query), { replace: true });
}
