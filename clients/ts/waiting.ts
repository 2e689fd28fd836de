/** A condition that others may change: `notify` after each change. */
export class Waiting {
  readonly #waiters = new Set<() => void>();

  notify(): void {
    for (const look of [...this.#waiters]) look();
  }

  /** Resolves once `ready` holds, true, or after `ms`, false. */
  until(ready: () => boolean, ms: number): Promise<boolean> {
    if (ready()) return Promise.resolve(true);
    if (ms <= 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | null = null;
      const end = (value: boolean): void => {
        if (timer !== null) clearTimeout(timer);
        this.#waiters.delete(look);
        resolve(value);
      };
      const look = (): void => {
        if (ready()) end(true);
      };
      this.#waiters.add(look);
      if (Number.isFinite(ms)) timer = setTimeout(() => end(ready()), ms);
    });
  }
}
