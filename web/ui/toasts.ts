import { useSyncExternalStore } from 'react';

/** A short note at the page's edge, with at most one thing to do about it. */
export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action: { name: string; run: () => void } | null;
}

const SHOWN_MS = 10_000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

export function showToast(text: string, action: Toast['action'] = null, bad = false): void {
  const id = nextId++;
  set([...toasts.slice(-2), { id, text, bad, action }]);
  setTimeout(() => dropToast(id), SHOWN_MS);
}

/** What went wrong, in the words of the error. */
export function showProblem(error: unknown): void {
  showToast(error instanceof Error ? error.message : String(error), null, true);
}

export function dropToast(id: number): void {
  if (toasts.some((toast) => toast.id === id)) set(toasts.filter((toast) => toast.id !== id));
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    () => toasts,
  );
}

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}
