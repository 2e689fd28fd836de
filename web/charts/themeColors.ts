/**
 * Colours of the theme for canvases, which know no custom properties. Looked up once per theme, as asking the computed
 * style for each line of each chart costs more than drawing it.
 */
const known = new Map<string, string>();
const listeners = new Set<() => void>();
const SCHEME = 'color-scheme';
let watching = false;

/** `var(--run-3)` or `light-dark(…, …)` as the colour that it stands for now; any other colour as it is. */
export function themeColor(color: string): string {
  const pair = /^light-dark\((rgb\([\d ]+\)), (rgb\([\d ]+\))\)$/.exec(color);
  if (pair !== null) return (isDark() ? pair[2] : pair[1]) ?? color;
  const name = /^var\((--[\w-]+)\)$/.exec(color)?.[1];
  if (name === undefined) return color;
  watch();
  const held = known.get(name);
  if (held !== undefined) return held;
  const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim() || 'currentcolor';
  known.set(name, value);
  return value;
}

/** Which of a pair of colours holds: custom properties and `color-scheme` change together. */
function isDark(): boolean {
  watch();
  const held = known.get(SCHEME) ?? getComputedStyle(document.documentElement).colorScheme;
  known.set(SCHEME, held);
  return held === 'dark';
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
