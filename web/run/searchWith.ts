import { printSearch } from '../router/printSearch.ts';
import { searchElsewhere } from '../runs/viewPlace.ts';
import { parseView, type ViewState } from '../runs/viewState.ts';

/** The view to go to another part of the run with: some of it otherwise, and `params` of that part put over the address. */
export function searchWith(change: Partial<ViewState>, params: Record<string, string>): string {
  const query = new URLSearchParams(searchElsewhere({ ...parseView(window.location.search), ...change }));
  for (const [name, value] of Object.entries(params)) query.set(name, value);
  return printSearch(query);
}
