import { setImmediate as turn } from 'node:timers/promises';
import {
  commitRun,
  forgetSeries,
  isUncommitted,
  lookAtFacts,
  lookAtSizes,
  type ReadContext,
  readRun,
} from './readRun.ts';
import type { RunState } from './runState.ts';

export const TICK_MS = 250;
const MOST_LOOK_MS = 30_000;
const IDLE_COMMIT_MS = 1_000;
const FORGET_MS = 60_000;

export interface RunPollOptions {
  context: ReadContext;
  /** A run has something new. */
  want: (run: RunState) => void;
  /** What a run's JSON files say has changed. */
  onFacts: (run: RunState) => void;
}

/** Looks whether runs have moved: polling is the truth. */
export interface RunPoll {
  look(run: RunState): Promise<void>;
  /** Looks at each run that is due, and stores and lets go of what rests. */
  poll(runs: Iterable<RunState>): Promise<void>;
}

export function runPoll({ context, want, onFacts }: RunPollOptions): RunPoll {
  const look = async (run: RunState): Promise<void> => {
    if (lookAtSizes(run) > 0) want(run);
    else if (lookAtFacts(run)) {
      run.lastGrowth = context.now();
      await run.lock(async () => {
        await context.store.putRun({ ...run, facts: JSON.stringify(run.facts), totals: JSON.stringify(run.totals) });
        await readRun(run, 0, context);
      });
      onFacts(run);
    }
  };
  return {
    look,
    poll: async (runs) => {
      const now = context.now();
      let looked = 0;
      for (const run of runs) {
        if (now >= run.nextLook) {
          run.nextLook = now + pauseAfter(now - run.lastGrowth);
          await look(run);
          if (++looked % 50 === 0) await turn();
        }
        if (isUncommitted(run) && now - run.lastGrowth > IDLE_COMMIT_MS) await run.lock(() => commitRun(run, context));
        else if (run.seen !== null && now - run.lastUse > FORGET_MS) await run.lock(async () => forgetSeries(run));
      }
    },
  };
}

/** The longer a run has been quiet, the less often it is looked at: at every tick for some seconds, every 30 s after ten minutes. */
function pauseAfter(quiet: number): number {
  return Math.min(MOST_LOOK_MS, Math.max(TICK_MS, quiet / 20));
}
