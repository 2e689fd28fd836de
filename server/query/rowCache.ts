import type { JsonObject, RunRow } from '../../shared/run.ts';
import type { RunNumbers } from '../ingest/runNumbers.ts';
import { pendingOf, type RunState } from '../ingest/runState.ts';
import { runRow, saidBy, statusOf } from './runRows.ts';

interface Kept {
  /** What the row was made of; objects among it are replaced, never changed, when the run says something else. */
  from: readonly unknown[];
  said: { meta: JsonObject; status: JsonObject };
  row: RunRow;
}

/**
 * Rows of the run list, made once for what a run says. What moves of itself (a status by the clock, bytes that come in) is looked at
 * each time; where it is the same, so is the row's object.
 */
export function rowCache(numbers: RunNumbers): (run: RunState, now: number) => RunRow {
  const kept = new WeakMap<RunState, Kept>();
  return (run, now) => {
    const { display_id, job_id, experiment_id } = numbers.of(run);
    const from = [
      run.version,
      run.within,
      run.alone,
      run.facts,
      run.totals,
      run.edit,
      run.directions,
      display_id,
      job_id,
      experiment_id,
    ];
    const known = kept.get(run);
    if (known === undefined || !from.every((part, i) => part === known.from[i])) {
      const row = runRow(run, numbers, now);
      kept.set(run, { from, said: saidBy(run), row });
      return row;
    }
    const files = [...run.files.values()];
    const moving = {
      status: statusOf(run, known.said.meta, known.said.status, now),
      pending_bytes: pendingOf(run),
      quarantined_lines: files.reduce((sum, file) => sum + file.cursor.quarantinedLines, 0),
    };
    const { status, pending_bytes, quarantined_lines } = known.row;
    const isSame =
      moving.status === status &&
      moving.pending_bytes === pending_bytes &&
      moving.quarantined_lines === quarantined_lines;
    if (!isSame) known.row = { ...known.row, ...moving };
    return known.row;
  };
}
