import { useSyncExternalStore } from 'react';

/** A value that parts of the page share apart from its address; who uses it is rendered when it changes. */
export interface PageValue<T> {
  get(): T;
  set(value: T): void;
  use(): T;
}

export function pageValue<T>(first: T): PageValue<T> {
  let value = first;
  const listeners = new Set<() => void>();
  const listen = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  const get = (): T => value;
  return {
    get,
    set: (next) => {
      value = next;
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(listen, get),
  };
}
