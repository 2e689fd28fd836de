import { type RefObject, useEffect, useEffectEvent, useLayoutEffect } from 'react';
import { pageValue } from '../ui/pageValue.ts';
import { CARD_ROW } from './cardRows.ts';
import type { MetricSection } from './metricSections.ts';
import { toggle, type ViewState } from './viewState.ts';

/** The metric whose chart is to be brought into sight; null once it is. */
const sought = pageValue<string | null>(null);

/** Brings a metric's chart into sight, in whichever section it is, be that closed. */
export const seekCard = sought.set;

/** Cards above may still get their height: so many frames they are given. */
const FRAMES_TO_REST = 10;

/** Scrolls to the card that is sought, and to the one in full screen: of many cards only those near the screen are there. */
export function useSoughtCard(
  grid: RefObject<HTMLElement | null>,
  cards: readonly string[],
  full: string | null,
): void {
  const metric = sought.use();
  const wanted = metric ?? full;
  useLayoutEffect(() => {
    const at = wanted === null ? -1 : cards.indexOf(wanted);
    if (at < 0) return;
    let framesLeft = FRAMES_TO_REST;
    let frame = 0;
    const go = (): void => {
      if (grid.current !== null) scrollToCard(grid.current, at);
      if (--framesLeft > 0) frame = requestAnimationFrame(go);
      else if (sought.get() === wanted) sought.set(null);
    };
    go();
    return () => cancelAnimationFrame(frame);
  }, [grid, cards, wanted]);
}

function scrollToCard(grid: HTMLElement, at: number): void {
  const scroller = grid.closest<HTMLElement>('.sections');
  if (scroller === null) return;
  const style = getComputedStyle(grid);
  const row = Math.floor(at / style.gridTemplateColumns.split(' ').length);
  const port = scroller.getBoundingClientRect();
  const top = grid.getBoundingClientRect().top - port.top + row * CARD_ROW;
  if (top >= 0 && top + CARD_ROW <= port.height) return;
  scroller.scrollTop += top - Math.max(0, (port.height - CARD_ROW) / 2);
}

/** Opens the section of the card that is sought, and takes a filter off that hides it. */
export function useOpenedForSought(
  sections: readonly MetricSection[] | null,
  { toggled, filter }: { toggled: string[]; filter: string },
  onView: (change: Partial<ViewState>) => void,
): void {
  const metric = sought.use();
  const open = useEffectEvent(() => {
    if (metric === null || sections === null) return;
    const section = sections.find(({ metrics }) => metrics.includes(metric));
    if (section === undefined && filter === '') seekCard(null);
    else if (section === undefined) onView({ metrics: '' });
    else if (section.open === toggled.includes(section.name)) onView({ toggled: toggle(toggled, section.name) });
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each card, and again when its section is known
  useEffect(() => open(), [metric, sections]);
}
