import type { RunState } from '../ingest/runState.ts';
import { type Figures, neededFor, seriesTotals, toFigures } from '../ingest/runTotals.ts';
import type { Store } from '../store/store.ts';
import type { RunReader } from './runReader.ts';

/** What the list says of single metrics of a run; null where something was written over and nobody looked at the current view since it was. */
export function figuresOf({ totals, version }: Pick<RunState, 'totals' | 'version'>): Figures | null {
  return totals.figures ?? (totals.viewed?.version === version ? totals.viewed.figures : null);
}

/** Looks at the current view of what the figures are made of, and keeps what it tells. The caller holds the run's lock, and no sealed group waits to be stored. */
export async function viewFigures(run: RunState, reader: RunReader, store: Store): Promise<void> {
  const all = new Map((await reader.series(run)).map((series) => [series.key, series]));
  const needed = neededFor(seriesTotals(run.files.values()), run.facts);
  for (const one of needed) {
    const series = all.get(one.key);
    if (series !== undefined && !one.isCurrent) one.statistics = await reader.statistics(run, series);
  }
  run.totals = { ...run.totals, viewed: { version: run.version, figures: toFigures(needed, run.facts) } };
  // Where the index cannot be written they are looked at again after the next start.
  await store.putTotals(run.id, JSON.stringify(run.totals)).catch(() => {});
}
