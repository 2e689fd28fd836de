import { useEffect, useRef } from 'react';
import type { XAxis } from '../../shared/series.ts';
import { smoothingOf, strengthOf } from '../charts/smoothingStrength.ts';
import type { Route } from '../router/route.ts';
import { goTo } from '../router/useRoute.ts';
import type { RunTable } from '../runs/table/useRunTable.ts';
import { undoView } from '../runs/useView.ts';
import { searchElsewhere } from '../runs/viewPlace.ts';
import { toggle } from '../runs/viewState.ts';
import { runKey } from './runKeys.ts';
import { nextTheme } from './theme.ts';

export interface ShellKeys {
  table: RunTable;
  route: Route;
  overlay: 'palette' | 'keys' | null;
  setOverlay: (overlay: 'palette' | 'keys' | null) => void;
}

const AXES: Record<string, XAxis> = { 1: 'step', 2: 'relative', 3: 'wall', 4: 'relstep' };

/** The page's keys. While something is being typed only Esc and the palette's key count. */
export function useShellKeys(keys: ShellKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (handle(event, latest.current)) event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function handle(event: KeyboardEvent, keys: ShellKeys): boolean {
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key.toLowerCase() === 'k') return set(() => keys.setOverlay('palette'));
  if (event.altKey && event.key.toLowerCase() === 'm') return set(nextTheme);
  const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === 'Escape') return goBack(keys, typing, event);
  if (typing || keys.overlay !== null || document.querySelector(':popover-open') !== null) return false;
  if (control) return event.key === 'z' ? set(undoView) : false;
  if (event.altKey) return false;
  const { table, route } = keys;
  const listed = route.page !== 'trash' && runKey(event, table, route.page === 'run' ? route.run : null);
  return listed || viewKey(event, keys);
}

function set(act: () => unknown): boolean {
  act();
  return true;
}

function goBack({ overlay, route, table: { runs } }: ShellKeys, typing: boolean, event: KeyboardEvent): boolean {
  if (overlay !== null || document.querySelector(':popover-open') !== null) return false;
  if (typing) return set(() => (event.target as HTMLElement).blur());
  const leaves = ['run', 'compare', 'trash'].includes(route.page);
  if (document.querySelector('.card.full') !== null || !leaves) return false;
  return set(() =>
    goTo(
      runs.rows[0] === undefined ? { page: 'home' } : { page: 'project', project: runs.rows[0].project },
      searchElsewhere(),
    ),
  );
}

/** What all charts share, and the panels. */
function viewKey(event: KeyboardEvent, { table: { runs, view, setView }, route, setOverlay }: ShellKeys): boolean {
  const axis = AXES[event.key];
  if (axis !== undefined) return set(() => setView({ x: axis, zoom: null }));
  switch (event.key) {
    case 'c':
      if (route.page === 'compare') return false;
      return set(() => goTo({ page: 'compare', project: runs.rows[0]?.project ?? null }, searchElsewhere()));
    case '/':
      return set(() => document.getElementById('run-filter')?.focus());
    case 'm':
      return set(() => document.getElementById('metric-filter')?.focus());
    case '?':
      return set(() => setOverlay('keys'));
    case '\\':
      return set(() => setView({ panels: toggle(view.panels, 'rail') }));
    case 'i':
      return set(() => setView({ panels: toggle(view.panels, 'inspector') }));
    case '`':
      return set(() => setView({ panels: toggle(view.panels, 'log') }));
    case 'l':
      return set(() => setView({ logY: !view.logY }));
    case 'o':
      return set(() => setView({ outliers: !view.outliers }));
    case 'r':
      return set(() => setView({ zoom: null }));
    case '[':
    case ']':
      return set(() => stepCharts(event.key === ']' ? 1 : -1));
    case '-':
    case '=': {
      const kind = view.smoothing.kind === 'none' ? 'ema' : view.smoothing.kind;
      const strength = Math.round((strengthOf(view.smoothing) + (event.key === '=' ? 0.1 : -0.1)) * 10) / 10;
      return set(() => setView({ smoothing: smoothingOf(kind, Math.min(0.99, strength)) }));
    }
    default:
      return false;
  }
}

/** Moves the focus to the next or previous chart. */
function stepCharts(by: 1 | -1): void {
  const cards = [...document.querySelectorAll<HTMLElement>('.card')];
  const at = cards.indexOf(document.activeElement as HTMLElement);
  cards[Math.max(0, Math.min(cards.length - 1, at + by))]?.focus();
}
