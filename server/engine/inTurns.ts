import { setImmediate as turn } from 'node:timers/promises';
import type { RunState } from '../ingest/runState.ts';

/** Longer than this no other question waits. */
const TURN_MS = 8;

/** Does `work` on one run after the other, and lets others have a turn in between. */
export async function inTurns(runs: readonly RunState[], work: (run: RunState) => Promise<void>): Promise<void> {
  let end = performance.now() + TURN_MS;
  for (const run of runs) {
    await work(run);
    if (performance.now() < end) continue;
    await turn();
    end = performance.now() + TURN_MS;
  }
}
