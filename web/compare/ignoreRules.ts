const KEY = 'stepwell.ignore';

/** Keys that were last left out of a comparison on this machine. */
export function keptIgnore(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((glob) => typeof glob === 'string') : [];
  } catch {
    return [];
  }
}

/** A browser that keeps nothing costs only the memory of it. */
export function keepIgnore(globs: readonly string[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(globs));
  } catch {
    return;
  }
}
