import { type RefObject, startTransition, useEffect, useLayoutEffect, useState } from 'react';
import { CARD_ROW, rowsOnScreen } from './cardRows.ts';

/** Cards [first, end) are to be there; the room of the others is kept by padding, in CSS pixels. */
export interface CardWindow {
  first: number;
  end: number;
  before: number;
  after: number;
}

const MARGIN = 500;
/** Fewer cards than this are always all there: looking costs more than they do. */
const LEAST = 24;

/**
 * The part of a grid of many cards that is on the screen, so that ten thousand metrics are no ten thousand cards. Of cards
 * that come anew only those that are seen come at once; those beyond the screen come in the next moment.
 */
export function useCardWindow(grid: RefObject<HTMLElement | null>, cards: readonly string[]): CardWindow {
  const [seen, setSeen] = useState({ columns: 3, first: 0, end: 4, endSeen: 4 });
  const isShown = useShownBefore(cards);
  const count = cards.length;
  const isWindowed = count > LEAST;
  useLayoutEffect(() => {
    const element = grid.current;
    const scroller = element?.closest<HTMLElement>('.sections') ?? null;
    if (!isWindowed || element === null || scroller === null) return;
    const look = (): void => {
      const columns = getComputedStyle(element).gridTemplateColumns.split(' ').length;
      const port = scroller.getBoundingClientRect();
      const top = element.getBoundingClientRect().top - port.top;
      const rows = Math.ceil(count / columns);
      const [first, end] = rowsOnScreen(top, { height: port.height, margin: MARGIN }, CARD_ROW, rows);
      const [, endSeen] = rowsOnScreen(top, { height: port.height, margin: 0 }, CARD_ROW, rows);
      setSeen((old) =>
        old.columns === columns && old.first === first && old.end === end && old.endSeen === endSeen
          ? old
          : { columns, first, end, endSeen },
      );
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(scroller);
    sizes.observe(element);
    scroller.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      scroller.removeEventListener('scroll', look);
    };
  }, [grid, count, isWindowed]);
  const rows = Math.ceil(count / seen.columns);
  const windowed = isWindowed ? seen : { first: 0, end: rows, endSeen: Math.ceil(window.innerHeight / CARD_ROW) };
  const first = Math.min(windowed.first, rows);
  const end = Math.min(isShown ? windowed.end : Math.min(windowed.end, windowed.endSeen), rows);
  return {
    first: first * seen.columns,
    end: Math.min(count, end * seen.columns),
    before: first * CARD_ROW,
    after: (rows - end) * CARD_ROW,
  };
}

/** Whether a frame has shown these cards already. */
function useShownBefore(cards: readonly string[]): boolean {
  const [shown, setShown] = useState<readonly string[]>();
  useEffect(() => {
    const frame = requestAnimationFrame(() => startTransition(() => setShown(cards)));
    return () => cancelAnimationFrame(frame);
  }, [cards]);
  return shown === cards;
}
