import { parseView, printView } from '../viewState.ts';

/** The view to open another page with: a table that covers everything would cover that page, too. */
export function searchWithRail(): string {
  const view = parseView(window.location.search);
  return printView(view.table.width === 'full' ? { ...view, table: { ...view.table, width: null } } : view);
}
