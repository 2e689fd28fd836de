export interface Timers {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

/** The page's clock. `after` answers with what cancels it. */
export const pageTimers: Timers = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * A call that runs at once, then at most every `gap()` ms, counted from the end of the last run. What is asked for
 * in between happens once, afterwards: the last call is never lost.
 */
export function throttle(run: () => Promise<unknown>, gap: (lastTook: number) => number, timers: Timers): () => void {
  let state: 'idle' | 'busy' | 'busy and asked again' = 'idle';
  async function turn(): Promise<void> {
    state = 'busy';
    const started = timers.now();
    await run().catch(() => undefined);
    timers.after(gap(timers.now() - started), () => {
      if (state === 'busy') state = 'idle';
      else void turn();
    });
  }
  return () => {
    if (state === 'idle') void turn();
    else state = 'busy and asked again';
  };
}
