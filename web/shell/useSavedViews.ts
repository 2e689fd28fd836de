import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { SavedView } from '../../shared/views.ts';
import { deleteView, saveView } from '../api/edits.ts';
import { viewsQuery } from '../api/queries.ts';
import { goTo } from '../router/useRoute.ts';
import { showProblem, showToast } from '../ui/toasts.ts';
import { searchOf, viewOf } from './viewAddress.ts';

export interface SavedViews {
  views: readonly SavedView[];
  /** What the page shows now, under that name; an older one of that name goes, with an undo. */
  save(name: string): void;
  open(view: SavedView): void;
  rename(view: SavedView, name: string): void;
  remove(view: SavedView): void;
}

/** The views that lie beside the runs as files, and what can be done with them. */
export function useSavedViews(project: string | null): SavedViews {
  const client = useQueryClient();
  const views: readonly SavedView[] = useQuery(viewsQuery).data ?? [];
  const put = ({ name, project, view }: Pick<SavedView, 'name' | 'project' | 'view'>): Promise<void> =>
    saveView(client, name, { project, view });
  return {
    views,
    save: (name) => {
      const old = views.find((view) => view.name === name);
      const undo = old === undefined ? null : { name: 'Undo', run: () => void put(old).catch(showProblem) };
      put({ name, project, view: viewOf(window.location.search) })
        .then(() => showToast(old === undefined ? `Saved the view ${name}` : `Saved over the view ${name}`, undo))
        .catch(showProblem);
    },
    open: (view) => {
      const wanted = view.project ?? project;
      goTo(wanted === null ? { page: 'home' } : { page: 'project', project: wanted }, searchOf(view.view));
    },
    rename: (view, name) => {
      if (name === view.name) return;
      if (views.some((other) => other.name === name)) {
        showProblem(new Error(`There is a view ${name} already`));
        return;
      }
      put({ ...view, name })
        .then(() => deleteView(client, view.name))
        .catch(showProblem);
    },
    remove: (view) => {
      deleteView(client, view.name)
        .then(() =>
          showToast(`Deleted the view ${view.name}`, { name: 'Undo', run: () => void put(view).catch(showProblem) }),
        )
        .catch(showProblem);
    },
  };
}
