import type { QueryClient } from '@tanstack/react-query';
import { createContext } from 'react';
import type { RunRow } from '../../../shared/run.ts';
import { deleteRuns, editRun, type RunEdit, restoreRuns } from '../../api/edits.ts';
import { refOf } from '../../api/refOf.ts';
import { showProblem, showToast } from '../../ui/toasts.ts';
import { allButSeed } from '../columns.ts';
import { ALL_CLOSED, type GroupItem } from '../runItems.ts';
import type { TableView } from '../tableView.ts';
import type { ProjectRuns } from '../useProjectRuns.ts';
import { toggle, type ViewState } from '../viewState.ts';

/** A cell that is being typed into. */
export interface EditedCell {
  ref: string;
  field: 'name' | 'tags' | 'notes';
}

/** What can be done to runs in the table and the rail. The object stays the same, so that no row is drawn for its sake. */
export interface TableActions {
  view(change: Partial<ViewState>): void;
  table(change: Partial<TableView>): void;
  eye(id: string, only: boolean): void;
  eyes(ids: string[] | null): void;
  /** Eyes on all runs of a group, or off where all have one. */
  eyeGroup(group: GroupItem, only: boolean): void;
  tenBest(): void;
  /** One group for each config but the seed, folded; again: no groups. */
  groupBySeed(): void;
  /** From the rail to the table that covers everything, and back. */
  widen(): void;
  open(id: string): void;
  focus(key: string): void;
  fold(key: string): void;
  mark(id: string): void;
  baseline(id: string): void;
  edit(cell: EditedCell | null): void;
  save(row: RunRow, change: RunEdit): void;
  /** The runs that are marked where this one is, else this one. */
  remove(row: RunRow): void;
}

export interface ActionGround {
  runs: ProjectRuns;
  viewNow: () => ViewState;
  setView: (change: Partial<ViewState>) => void;
  open: (id: string) => void;
  focus: (key: string) => void;
  edit: (cell: EditedCell | null) => void;
}

const TEN = 10;

/** @param ground what the actions stand on at the moment of the action. */
export function tableActions(ground: () => ActionGround, client: QueryClient): TableActions {
  const view = (change: Partial<ViewState>): void => ground().setView(change);
  const table = (change: Partial<TableView>): void => view({ table: { ...ground().viewNow().table, ...change } });
  const eyes = (ids: string[] | null): void => view({ eyes: ids });
  return {
    view,
    table,
    eyes,
    eye: (id, only) => eyes(only ? [id] : toggle([...ground().runs.eyes], id)),
    eyeGroup: (group, only) => eyes(eyesAfter([...ground().runs.eyes], group.rows, only)),
    tenBest: () =>
      eyes(
        ground()
          .runs.shown.slice(0, TEN)
          .map(({ ref }) => ref),
      ),
    groupBySeed: () => {
      const seeds = allButSeed(ground().runs.facts);
      const { group, table: before } = ground().viewNow();
      const isSo = group.length === seeds.length && seeds.every((name) => group.includes(name));
      view({ group: isSo ? [] : seeds, table: { ...before, nested: isSo, closed: isSo ? [] : [ALL_CLOSED] } });
    },
    widen: () => table({ width: ground().viewNow().table.width === 'full' ? null : 'full' }),
    open: (id) => ground().open(id),
    focus: (key) => ground().focus(key),
    fold: (key) => table({ closed: toggle(ground().viewNow().table.closed, key) }),
    mark: (id) => view({ marks: toggle(ground().viewNow().marks, id) }),
    baseline: (id) => view({ baseline: ground().viewNow().baseline === id ? null : id }),
    edit: (cell) => ground().edit(cell),
    save: (row, change) => {
      ground().edit(null);
      editRun(client, row, change).catch(showProblem);
    },
    remove: (row) => {
      const { marks } = ground().viewNow();
      const rows = marks.includes(row.ref) ? ground().runs.rows.filter(({ ref }) => marks.includes(ref)) : [row];
      const names = rows.length === 1 ? ground().runs.nameOf(row) : `${rows.length} runs`;
      const undo = (): void => void restoreRuns(client, rows.map(refOf)).catch(showProblem);
      if (rows.length > 1) view({ marks: [] });
      deleteRuns(client, rows)
        .then(() => showToast(`${names} moved to the trash`, { name: 'Undo', run: undo }))
        .catch(showProblem);
    },
  };
}

function eyesAfter(eyes: readonly string[], rows: readonly RunRow[], only: boolean): string[] {
  const ids = rows.map(({ ref }) => ref);
  if (only) return ids;
  const members = new Set(ids);
  const rest = eyes.filter((id) => !members.has(id));
  return rest.length + ids.length === eyes.length ? rest : [...rest, ...ids];
}

export const TableContext = createContext<TableActions | null>(null);
