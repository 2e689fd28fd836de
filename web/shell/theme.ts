/** Light, dark, or what the system says; kept per browser. */
export type Theme = 'system' | 'light' | 'dark';
const KEY = 'stepwell-theme';
const NEXT: Record<Theme, Theme> = { system: 'dark', dark: 'light', light: 'system' };

export function theme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function applyTheme(chosen: Theme = theme()): void {
  if (chosen === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', chosen);
}

export function nextTheme(): Theme {
  const next = NEXT[theme()];
  localStorage.setItem(KEY, next);
  applyTheme(next);
  return next;
}
