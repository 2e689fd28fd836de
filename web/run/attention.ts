import type { RunDetail } from '../../shared/run.ts';
import { formatAge } from '../ui/formatAge.ts';
import { formatBytes } from '../ui/formatCount.ts';
import { formatWhole } from '../ui/formatNumber.ts';

/** Something that a person should know of a run before its curves. */
export interface Attention {
  text: string;
  /** bad: something is lost or broken. warn: worth a look. */
  level: 'bad' | 'warn';
  /** Where more stands of it. */
  tab: 'charts' | 'data' | 'log' | null;
}

/** A run may think for a while between two lines. */
const LONG_SILENCE = 600;

/** What is wrong or unusual with a run, what is worst first. `now` is Unix seconds. */
export function attention(run: RunDetail, now: number): Attention[] {
  const found: Attention[] = [];
  const add = (level: Attention['level'], tab: Attention['tab'], text: string): void =>
    void found.push({ level, tab, text });
  if (run.status === 'crashed') add('bad', null, 'The process is gone and never said that the run ended.');
  if (run.status === 'failed' || run.status === 'interrupted')
    add(
      run.status === 'failed' ? 'bad' : 'warn',
      null,
      `The run ${run.status === 'failed' ? 'failed' : 'was interrupted'}${run.exit_reason === null ? '.' : `: ${run.exit_reason}`}`,
    );
  const silence = now - run.last_active;
  if (run.status === 'running' && silence > LONG_SILENCE)
    add('warn', 'log', `It says that it is running, but has written nothing for ${formatAge(silence)}.`);
  for (const problem of run.problems) add('bad', 'data', problem);
  if (run.quarantined_lines > 0)
    add(
      'bad',
      'data',
      `${formatWhole(run.quarantined_lines)} lines could not be used: they are quarantined, with the reason.`,
    );
  if (run.first_nan !== null) {
    const where = run.first_nan.step === null ? 'a point without a step' : `step ${formatWhole(run.first_nan.step)}`;
    add('warn', 'charts', `${run.first_nan.metric} is NaN, first at ${where}.`);
  }
  if (run.pending_bytes > 0) add('warn', 'data', `${formatBytes(run.pending_bytes)} are not indexed yet.`);
  const unread = run.counters.unknown_events;
  if (unread > 0) add('warn', 'data', `${formatWhole(unread)} lines are of a type that this version does not know.`);
  return found;
}
