import { useCallback } from 'react';
import { navigate, useSearch } from 'wouter/use-browser-location';

/** One parameter of the address beside those of the view; null takes it out. The page's history keeps pages, not each click. */
export function useParam(name: string): [string | null, (value: string | null) => void] {
  const value = new URLSearchParams(useSearch()).get(name);
  const change = useCallback(
    (next: string | null) => {
      const query = new URLSearchParams(window.location.search);
      if (next === null) query.delete(name);
      else query.set(name, next);
      const text = query.toString();
      navigate(window.location.pathname + (text === '' ? '' : `?${text}`), { replace: true });
    },
    [name],
  );
  return [value, change];
}
