import { formatWhole } from '../../ui/formatNumber.ts';
import { DirectionButton } from '../DirectionButton.tsx';
import type { ProjectRuns } from '../useProjectRuns.ts';
import { useActions } from './useTableActions.ts';

/** More eyes than this at once would be lines that nobody tells apart. */
const MOST_EYES = 100;

/** How many runs are shown, whose eyes are on, and the way to the full table. */
export function RailHead({ runs, wide, primary }: { runs: ProjectRuns; wide: boolean; primary: string | null }) {
  const actions = useActions();
  const { eyes, shown, total } = runs;
  const of = runs.rows.find((row) => row.primary_metric === primary);
  return (
    <div className="rail-head">
      <button
        type="button"
        className="rail-count"
        title="Show the default ten again"
        onClick={() => actions.eyes(null)}
      >
        {formatWhole(eyes.size)} of {formatWhole(total)} runs
      </button>
      {shown.length < runs.rows.length && (
        <span title="Runs that the filter finds">{formatWhole(shown.length)} found</span>
      )}
      <button
        type="button"
        title={`Eyes on all that are listed${shown.length > MOST_EYES ? ` (the first ${MOST_EYES})` : ''}`}
        onClick={() => actions.eyes(shown.slice(0, MOST_EYES).map((row) => row.ref))}
      >
        all
      </button>
      <button type="button" title="No eyes (n)" onClick={() => actions.eyes([])}>
        none
      </button>
      <button type="button" title="Eyes on the first ten by the sort (T)" onClick={() => actions.tenBest()}>
        top 10
      </button>
      <span className="rail-head-value" title="Primary metric, last value; runs with another one name it">
        {wide ? '' : <bdi>{primary}</bdi>}
      </span>
      {!wide && of !== undefined && primary !== null && (
        <DirectionButton project={of.project} metric={primary} mode={of.primary_mode} />
      )}
      <button
        type="button"
        aria-pressed={wide}
        title={wide ? 'Back to the list (t)' : 'The full table (t)'}
        aria-label={wide ? 'Narrow to the list' : 'Widen to the table'}
        onClick={() => actions.widen()}
      >
        {wide ? '⇤' : '⇥'}
      </button>
    </div>
  );
}
