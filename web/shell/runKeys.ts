import { refOf } from '../api/refOf.ts';
import type { TableItem } from '../runs/runItems.ts';
import type { RunTable } from '../runs/table/useRunTable.ts';

/** Keys that move through the list and choose in it. `open` is the run whose page is shown. Whether the key was one. */
export function runKey(event: KeyboardEvent, table: RunTable, open: string | null): boolean {
  const { runs, actions } = table;
  const at = runs.items.findIndex(({ key }) => key === (open ?? table.focused));
  switch (event.key) {
    case 'j':
    case 'k':
      return move(table, at, event.key === 'j' ? 1 : -1, open !== null);
    case 'n':
      return done(() => actions.eyes([]));
    case 'T':
      return done(() => actions.tenBest());
    case 't':
      return done(() => actions.widen());
    case 'g':
      return done(() => actions.groupBySeed());
  }
  const item = runs.items[at];
  if (item === undefined) return false;
  if (event.key === 'Delete' && item.kind === 'run' && open === null) stepAside(table, at);
  return item.kind === 'run' ? chosenRun(event, table, item) : chosenGroup(event, table, item);
}

/** A line that is about to go leaves its place in the list to the next one. */
function stepAside({ runs, actions }: RunTable, at: number): void {
  const next = runs.items[at + 1] ?? runs.items[at - 1];
  if (next !== undefined) actions.focus(next.key);
}

function done(act: () => void): true {
  act();
  return true;
}

/** To the next line; with a run's page open to the next run, which opens. */
function move({ runs, actions }: RunTable, at: number, by: 1 | -1, opens: boolean): boolean {
  const { items } = runs;
  let next = Math.max(0, Math.min(items.length - 1, at + by));
  while (opens && items[next]?.kind === 'group' && items[next + by] !== undefined) next += by;
  const item = items[next];
  if (item === undefined || (opens && item.kind === 'group')) return false;
  actions.focus(item.key);
  if (opens) actions.open(item.key);
  return true;
}

/** Enter and Space belong to the button or link that has the focus. */
function isFree(event: KeyboardEvent): boolean {
  const { target } = event;
  return !(target instanceof HTMLElement && /^(BUTTON|A|SUMMARY|INPUT)$/.test(target.tagName));
}

function chosenRun(event: KeyboardEvent, { actions }: RunTable, { row }: TableItem & { kind: 'run' }): boolean {
  switch (event.key) {
    case ' ':
      return isFree(event) && done(() => actions.eye(row.ref, false));
    case 's':
      return done(() => actions.eye(row.ref, true));
    case 'x':
      return done(() => actions.mark(row.ref));
    case 'p':
      return done(() => actions.baseline(row.ref));
    case 'e':
    case 'F2':
      return done(() => actions.edit({ ref: refOf(row), field: 'name' }));
    case 'Delete':
      return done(() => actions.remove(row));
    case 'Enter':
      return isFree(event) && done(() => actions.open(row.ref));
    default:
      return false;
  }
}

function chosenGroup(event: KeyboardEvent, { actions }: RunTable, item: TableItem & { kind: 'group' }): boolean {
  if (event.key === ' ') return isFree(event) && done(() => actions.eyeGroup(item, false));
  if (event.key === 's') return done(() => actions.eyeGroup(item, true));
  const folds =
    event.key === 'Enter' || (event.key === 'ArrowRight' && !item.open) || (event.key === 'ArrowLeft' && item.open);
  return folds && isFree(event) && done(() => actions.fold(item.key));
}
