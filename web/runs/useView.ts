import { useCallback, useMemo, useRef } from 'react';
import { navigate, useSearch } from 'wouter/use-browser-location';
import { keptParts } from './keptParts.ts';
import { parseView, printView, type ViewState } from './viewState.ts';

const past: string[] = [];
const MOST_UNDO = 100;

/** The view that the address holds, and a change of it. The page's history keeps pages, not every slider's move. */
export function useView(): [ViewState, (change: Partial<ViewState>) => void] {
  const search = useSearch();
  const parsed = useMemo(() => parseView(search), [search]);
  const held = useRef(parsed);
  held.current = keptParts(held.current, parsed);
  const change = useCallback((part: Partial<ViewState>) => {
    const before = window.location.search;
    const after = printView({ ...parseView(before), ...part });
    if (after === before) return;
    past.push(before);
    if (past.length > MOST_UNDO) past.shift();
    navigate(window.location.pathname + after, { replace: true });
  }, []);
  return [held.current, change];
}

/** Takes back the last change of the view. */
export function undoView(): void {
  const before = past.pop();
  if (before !== undefined) navigate(window.location.pathname + before, { replace: true });
}
