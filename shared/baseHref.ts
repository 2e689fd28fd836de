/**
 * The relative href that leads from a page's address back to where the page is mounted: `/r/7/log` → `../../`.
 * Relative, because only the browser knows the prefix that a proxy may have put in front.
 *
 * @param pathname path of the request as the server sees it, without query: starts with "/".
 */
export function baseHref(pathname: string): string {
  const depth = pathname.split('/').length - 2;
  return depth <= 0 ? './' : '../'.repeat(depth);
}
