/** The pages that there are. `run` is a reference: an id, or path/id where the id alone is ambiguous. */
export type Route =
  | { page: 'home' }
  | { page: 'project'; project: string }
  | { page: 'compare'; project: string | null }
  | { page: 'run'; run: string; tab: RunTab }
  | { page: 'trash' }
  | { page: 'unknown'; path: string };

export const RUN_TABS = ['overview', 'charts', 'metrics', 'log', 'images', 'config', 'system', 'data', 'raw'] as const;
export type RunTab = (typeof RUN_TABS)[number];

/**
 * Reads the path of an address below the mount point.
 *
 * @param base path of the mount point, starting and ending with "/".
 */
export function parseRoute(pathname: string, base: string): Route {
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname.replace(/^\//, '');
  const [kind = '', name = '', tab = '', ...rest] = path.replace(/\/$/, '').split('/').map(decode);
  if (kind === '' && name === '') return { page: 'home' };
  if (kind === 'trash' && name === '') return { page: 'trash' };
  if (kind === 'p' && name !== '' && tab === '') return { page: 'project', project: name };
  if (kind === 'compare' && tab === '') return { page: 'compare', project: name === '' ? null : name };
  if (kind === 'r' && name !== '' && rest.length === 0) {
    if (tab === '') return { page: 'run', run: name, tab: 'charts' };
    if (isTab(tab)) return { page: 'run', run: name, tab };
  }
  return { page: 'unknown', path: `/${path}` };
}

/** The path of a page's address. Names go in as one segment each, whatever they hold. */
export function printRoute(route: Route, base: string): string {
  if (route.page === 'home') return base;
  if (route.page === 'trash') return `${base}trash`;
  if (route.page === 'project') return `${base}p/${encodeURIComponent(route.project)}`;
  if (route.page === 'compare')
    return `${base}compare${route.project === null ? '' : `/${encodeURIComponent(route.project)}`}`;
  if (route.page === 'run') return `${base}r/${encodeURIComponent(route.run)}/${route.tab}`;
  return base + route.path.replace(/^\//, '');
}

function isTab(text: string): text is RunTab {
  return (RUN_TABS as readonly string[]).includes(text);
}

/** A segment with a stray "%" is taken as it stands. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
