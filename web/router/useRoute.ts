import { useMemo } from 'react';
import { navigate, usePathname } from 'wouter/use-browser-location';
import { pageBase } from '../api/pageBase.ts';
import { parseRoute, printRoute, type Route } from './route.ts';

/** The page that the address names. Changes with history navigation. */
export function useRoute(): Route {
  const pathname = usePathname();
  return useMemo(() => parseRoute(pathname, pageBase.pathname), [pathname]);
}

/** Path of a page, with the prefix under which everything is served. */
export function hrefOf(route: Route): string {
  return printRoute(route, pageBase.pathname);
}

/** Goes to a page. `search` ("?…" or "") is the view to arrive with. */
export function goTo(route: Route, search: string, how: 'push' | 'replace' = 'push'): void {
  navigate(hrefOf(route) + search, { replace: how === 'replace' });
}
