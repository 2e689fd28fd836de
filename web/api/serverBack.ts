const listeners = new Set<() => void>();

/** Calls the listener each time the server is there again: who waits for another try need not wait longer. */
export function onServerBack(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function tellServerBack(): void {
  for (const listener of listeners) listener();
}
