import { goTo } from '../../router/useRoute.ts';
import type { ProjectRuns } from '../useProjectRuns.ts';
import { searchElsewhere } from '../viewPlace.ts';
import type { ViewState } from '../viewState.ts';
import { ColumnMenu } from './ColumnMenu.tsx';
import { GroupMenu } from './GroupMenu.tsx';
import { TrashLink } from './TrashLink.tsx';
import { useActions } from './useTableActions.ts';

interface TableToolsProps {
  project: string | null;
  runs: ProjectRuns;
  view: ViewState;
  shown: readonly string[];
}

/** Groups, columns, what is marked, the baseline, the way to the trash. */
export function TableTools({ project, runs, view, shown }: TableToolsProps) {
  const actions = useActions();
  const base = view.baseline === null ? undefined : runs.rows.find((row) => row.ref === view.baseline);
  return (
    <div className="table-tools">
      <GroupMenu view={view} facts={runs.facts} />
      <ColumnMenu project={project} facts={runs.facts} shown={shown} isDefault={view.table.columns === null} />
      {view.table.sort.length > 0 && (
        <button
          type="button"
          className="tool"
          title="Live runs first, then the newest"
          onClick={() => actions.table({ sort: [] })}
        >
          Unsort
        </button>
      )}
      {base !== undefined && (
        <button
          type="button"
          className="tool cut"
          title="Take the baseline off (p)"
          onClick={() => actions.baseline(base.ref)}
        >
          Against <bdi>{runs.nameOf(base)}</bdi> ×
        </button>
      )}
      {view.marks.length > 0 && (
        <>
          <button
            type="button"
            className="tool"
            title="Compare what is marked (c)"
            onClick={() => goTo({ page: 'compare', project }, searchElsewhere())}
          >
            Compare {view.marks.length}
          </button>
          <button type="button" className="tool" onClick={() => actions.view({ marks: [] })}>
            Unmark
          </button>
        </>
      )}
      <TrashLink className="tool trash">Trash</TrashLink>
    </div>
  );
}
