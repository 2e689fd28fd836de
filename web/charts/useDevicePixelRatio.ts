import { useSyncExternalStore } from 'react';

/** Device pixels per CSS pixel: changes with the browser's zoom and from screen to screen. */
export function useDevicePixelRatio(): number {
  return useSyncExternalStore(listen, () => window.devicePixelRatio || 1);
}

function listen(listener: () => void): () => void {
  let query: MediaQueryList;
  // A query matches one ratio: after a change the next one has to be watched.
  const changed = (): void => {
    watch();
    listener();
  };
  function watch(): void {
    query?.removeEventListener('change', changed);
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener('change', changed);
  }
  watch();
  return () => query.removeEventListener('change', changed);
}
