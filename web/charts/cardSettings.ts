import type { CardSettings, ChartView } from './types.ts';

/**
 * A chart's own settings after a change. What is as the page has it follows the page again; null when nothing is left.
 */
export function changedSettings(
  own: CardSettings,
  change: CardSettings,
  page: Pick<ChartView, keyof CardSettings>,
): CardSettings | null {
  const all = { ...own, ...change };
  const kept = (Object.keys(all) as (keyof CardSettings)[]).filter(
    (name) => JSON.stringify(all[name]) !== JSON.stringify(page[name]),
  );
  return kept.length === 0 ? null : Object.fromEntries(kept.map((name) => [name, all[name]]));
}
