import { useState } from 'react';
import type { Route } from '../../router/route.ts';
import { goTo } from '../../router/useRoute.ts';
import type { Brush } from '../brushes.ts';
import { useBrushes } from '../liveBrushes.ts';
import { type ProjectRuns, useProjectRuns } from '../useProjectRuns.ts';
import { useView } from '../useView.ts';
import { searchElsewhere, searchOfNeighbour } from '../viewPlace.ts';
import { parseView, type ViewState } from '../viewState.ts';
import type { EditedCell, TableActions } from './tableActions.ts';
import { useTableActions } from './useTableActions.ts';

/** The runs of a project with what is done to them: one for the whole page. */
export interface RunTable {
  runs: ProjectRuns;
  view: ViewState;
  setView: (change: Partial<ViewState>) => void;
  brushes: readonly Brush[];
  actions: TableActions;
  /** Key of the line that the keys move. */
  focused: string | null;
  editing: EditedCell | null;
}

export function useRunTable(project: string | null, route: Route): RunTable {
  const [view, setView] = useView();
  const brushes = useBrushes(view.brushes);
  const runs = useProjectRuns(project, view, brushes);
  const [focused, focus] = useState<string | null>(null);
  const [editing, edit] = useState<EditedCell | null>(null);
  const actions = useTableActions({
    runs,
    viewNow: () => parseView(window.location.search),
    setView,
    open: (id) =>
      route.page === 'run'
        ? goTo({ page: 'run', run: id, tab: route.tab }, searchOfNeighbour())
        : goTo({ page: 'run', run: id, tab: 'charts' }, searchElsewhere()),
    focus,
    edit,
  });
  return { runs, view, setView, brushes, actions, focused, editing };
}
