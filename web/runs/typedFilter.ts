import { useSyncExternalStore } from 'react';

/** What is being typed in the filter of metrics and not in the address yet; null when nobody types. */
let typed: string | null = null;
const listeners = new Set<() => void>();

/**
 * Between two keys the charts follow what is typed, and nothing else does: to change the address, and with it
 * everything that depends on it, takes longer than to put other charts there.
 */
export function setTypedFilter(text: string | null): void {
  typed = text;
  for (const listener of listeners) listener();
}

export function useTypedFilter(): string | null {
  return useSyncExternalStore(listen, () => typed);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
