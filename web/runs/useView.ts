import { useCallback, useMemo, useRef } from 'react';
import { navigate, useSearch } from 'wouter/use-browser-location';
import { keptParts } from './keptParts.ts';
import { isOtherPlace, withPlaceOf } from './viewPlace.ts';
import { parseView, printView, type ViewState } from './viewState.ts';

/** For each change of looks, what stood there before. */
const past: Partial<ViewState>[] = [];
const MOST_UNDO = 100;

/**
 * The view that the address holds, and a change of it. The page's history keeps places, not every slider's move: to another
 * place a change makes an entry of its own (and Back is its undo), other looks take the place of the last.
 */
export function useView(): [ViewState, (change: Partial<ViewState>) => void] {
  const search = useSearch();
  const parsed = useMemo(() => parseView(search), [search]);
  const held = useRef(parsed);
  held.current = keptParts(held.current, parsed);
  return [held.current, useCallback(changeView, [])];
}

function changeView(change: Partial<ViewState>): void {
  const before = parseView(window.location.search);
  const after = { ...before, ...change };
  if (printView(after) === printView(before)) return;
  if (isOtherPlace(before, after)) {
    navigate(window.location.pathname + printView(after));
    return;
  }
  const names = Object.keys(change) as (keyof ViewState)[];
  past.push(Object.fromEntries(names.map((name) => [name, before[name]])));
  if (past.length > MOST_UNDO) past.shift();
  replaceView(after);
}

/** Takes back the last change of looks, and stays where one is. */
export function undoView(): void {
  const change = past.pop();
  if (change === undefined) return;
  const now = parseView(window.location.search);
  replaceView(withPlaceOf(now, { ...now, ...change }));
}

/** What the page itself has to say about a view: nobody's change, so that nobody can undo it. */
export function settleView(change: (view: ViewState) => Partial<ViewState>): void {
  const view = parseView(window.location.search);
  replaceView({ ...view, ...change(view) });
}

function replaceView(view: ViewState): void {
  navigate(window.location.pathname + printView(view), { replace: true });
}
