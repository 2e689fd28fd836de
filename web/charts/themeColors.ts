/**
 * Colours of the theme for canvases, which know no custom properties. Looked up once per theme, as asking the computed
 * style for each line of each chart costs more than drawing it.
 */
const known = new Map<string, string>();
const listeners = new Set<() => void>();
let watching = false;

/** `var(--run-3)` as the colour that it stands for now; any other colour as it is. */
export function themeColor(color: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(color)?.[1];
  if (name === undefined) return color;
  watch();
  const held = known.get(name);
  if (held !== undefined) return held;
  const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim() || 'currentcolor';
  known.set(name, value);
  return value;
}

/** Called after the theme has changed, whether by the page's own switch or by the system's. */
export function onTheme(listener: () => void): () => void {
  watch();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function watch(): void {
  if (watching) return;
  watching = true;
  const changed = (): void => {
    known.clear();
    for (const listener of listeners) listener();
  };
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  new MutationObserver(changed).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'class', 'style'],
  });
}
