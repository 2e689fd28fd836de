import { useSyncExternalStore } from 'react';
import type { Brush } from './brushes.ts';

/** Brushes while one is being dragged; null otherwise. The address could not be changed at every move of a pointer. */
let live: readonly Brush[] | null = null;
const listeners = new Set<() => void>();

export function setLiveBrushes(brushes: readonly Brush[] | null): void {
  live = brushes;
  for (const listener of listeners) listener();
}

/** @param settled those of the address. */
export function useBrushes(settled: readonly Brush[]): readonly Brush[] {
  return useSyncExternalStore(listen, () => live) ?? settled;
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
