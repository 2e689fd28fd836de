import { type CSSProperties, useEffect, useState } from 'react';
import type { Column } from '../columns.ts';
import type { TableLayout } from './tableLayout.ts';

/** What stands beside the name in the rail. */
export const PRIMARY: readonly Column[] = [
  { name: 'primary_value', title: 'Primary metric', kind: 'number', width: 64 },
];

/** The layout as custom properties of the grid, so that a moved edge draws no row anew. */
export function layoutStyle({ template, lefts, width }: TableLayout): CSSProperties {
  const style: Record<string, string> = { '--columns': template, '--table-width': `${width}px` };
  const [, , name, ...pinned] = lefts;
  style['--left-name'] = `${name ?? 0}px`;
  for (const [i, left] of pinned.entries()) style[`--left-${i}`] = `${left}px`;
  return style as CSSProperties;
}

/** Where a pinned column stays while the others are scrolled. */
export function pinnedAt(index: number): CSSProperties {
  return { '--left': `var(--left-${index})` } as CSSProperties;
}

/** Unix seconds, anew each ten seconds: ages move by themselves. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1000), 10_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
