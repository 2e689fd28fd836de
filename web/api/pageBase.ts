/**
 * Where the page is mounted, ending in "/". The server puts a relative <base href> into index.html that fits the depth
 * of the address asked for, so this holds behind a proxy that serves the page under a prefix. It is read once:
 * a base element's address is frozen when it is parsed and does not move with history.pushState.
 */
export const pageBase = new URL('.', document.baseURI);

/** Absolute address of something below the mount point: `pageUrl('api/live')`. */
export function pageUrl(path: string): URL {
  return new URL(path, pageBase);
}
