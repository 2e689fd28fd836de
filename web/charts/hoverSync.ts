import { useSyncExternalStore } from 'react';

/** Shared hover: an x per group of charts, and the run that is pointed at anywhere. Outside React, so that moving costs no render. */
const cursors = new Map<string, number | null>();
const cursorListeners = new Map<string, Set<(x: number | null) => void>>();
const runListeners = new Set<() => void>();
let highlighted: string | null = null;

export function setCursor(syncKey: string, x: number | null): void {
  if (cursors.get(syncKey) === x) return;
  cursors.set(syncKey, x);
  for (const listener of cursorListeners.get(syncKey) ?? []) listener(x);
}

export function cursorOf(syncKey: string): number | null {
  return cursors.get(syncKey) ?? null;
}

export function onCursor(syncKey: string, listener: (x: number | null) => void): () => void {
  const listeners = cursorListeners.get(syncKey) ?? new Set();
  cursorListeners.set(syncKey, listeners.add(listener));
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) cursorListeners.delete(syncKey);
  };
}

export function setHighlightedRun(id: string | null): void {
  if (highlighted === id) return;
  highlighted = id;
  for (const listener of runListeners) listener();
}

export function onHighlightedRun(listener: () => void): () => void {
  runListeners.add(listener);
  return () => {
    runListeners.delete(listener);
  };
}

export function highlightedRun(): string | null {
  return highlighted;
}

export function useHighlightedRun(): string | null {
  return useSyncExternalStore(onHighlightedRun, highlightedRun);
}
