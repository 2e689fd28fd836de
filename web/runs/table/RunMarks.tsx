import type { RunRow } from '../../../shared/run.ts';
import { formatWhole } from '../../ui/formatNumber.ts';

/** What a person must see of a run at a glance: that it runs, failed or crashed, that it met NaN, that it is the baseline. */
export function RunMarks({ row, baseline }: { row: RunRow; baseline: boolean }) {
  const { status, first_nan: nan } = row;
  return (
    <>
      {status !== 'finished' && (
        <span className={`rail-status ${status}`} role="img" aria-label={status} title={status} />
      )}
      {nan !== null && (
        <span
          className="run-mark bad"
          title={`first NaN of ${nan.metric} ${nan.step === null ? 'at a point without step' : `at step ${formatWhole(nan.step)}`}`}
        >
          NaN
        </span>
      )}
      {baseline && (
        <span className="run-mark" title="The baseline: others are held against it (p)">
          base
        </span>
      )}
    </>
  );
}
