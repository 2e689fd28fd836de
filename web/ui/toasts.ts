import { pageValue } from './pageValue.ts';

/** A short note at the page's edge, with at most one thing to do about it. */
export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action: { name: string; run: () => void } | null;
}

const SHOWN_MS = 10_000;
const toasts = pageValue<readonly Toast[]>([]);
let nextId = 1;

export function showToast(text: string, action: Toast['action'] = null, bad = false): void {
  const id = nextId++;
  toasts.set([...toasts.get().slice(-2), { id, text, bad, action }]);
  setTimeout(() => dropToast(id), SHOWN_MS);
}

/** What went wrong, in the words of the error. */
export function showProblem(error: unknown): void {
  showToast(error instanceof Error ? error.message : String(error), null, true);
}

export function dropToast(id: number): void {
  const shown = toasts.get();
  if (shown.some((toast) => toast.id === id)) toasts.set(shown.filter((toast) => toast.id !== id));
}

export const useToasts = toasts.use;
