/** Keeps what was computed, up to a number of bytes; what was used longest ago goes first. */
export interface ByteLru<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, bytes: number): void;
}

export function byteLru<T>(limit: number): ByteLru<T> {
  const entries = new Map<string, { value: T; bytes: number }>();
  let total = 0;
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set: (key, value, bytes) => {
      if (bytes > limit) return;
      const old = entries.get(key);
      if (old !== undefined) total -= old.bytes;
      entries.delete(key);
      entries.set(key, { value, bytes });
      total += bytes;
      for (const [oldest, entry] of entries) {
        if (total <= limit) break;
        entries.delete(oldest);
        total -= entry.bytes;
      }
    },
  };
}
