import { parseView, printView, type ViewState } from './viewState.ts';

type Placed = Pick<ViewState, 'full' | 'table'>;

/** Whether another thing is looked at: a chart in full screen, or the table over everything. All else is looks. */
export function isOtherPlace(one: Placed, other: Placed): boolean {
  return isFull(one) !== isFull(other) || isCovered(one) !== isCovered(other);
}

/** The view at the place of another one. */
export function withPlaceOf<View extends Placed>(place: Placed, view: View): View {
  if (!isOtherPlace(place, view)) return view;
  return { ...view, full: place.full, table: { ...view.table, width: place.table.width } };
}

/** The view to go to another page with: what covers everything would cover that page, too. */
export function searchElsewhere(view = parseView(window.location.search)): string {
  return printView({ ...uncovered(view), full: null });
}

/** The view to go to the same page of another run with: a chart in full screen stays so; a line of this run's log is none of that one's. */
export function searchOfNeighbour(view = parseView(window.location.search)): string {
  const rest = view.rest.filter(([name, value]) => name !== 'hit' && !(name === 'at' && value.startsWith('line:')));
  return printView({ ...uncovered(view), rest });
}

function uncovered(view: ViewState): ViewState {
  return isCovered(view) ? { ...view, table: { ...view.table, width: null } } : view;
}

function isFull({ full }: Placed): boolean {
  return full !== null;
}

function isCovered({ table }: Placed): boolean {
  return table.width === 'full';
}
