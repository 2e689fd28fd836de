import { type RefObject, useLayoutEffect, useState } from 'react';
import { rowsOnScreen } from './cardRows.ts';

/** Cards [first, end) are to be there; the room of the others is kept by padding, in CSS pixels. */
export interface CardWindow {
  first: number;
  end: number;
  before: number;
  after: number;
}

const ROW = 248;
const MARGIN = 500;
/** Fewer cards than this are always all there: looking costs more than they do. */
const LEAST = 24;

/** The part of a grid of many cards that is on the screen, so that ten thousand metrics are no ten thousand cards. */
export function useCardWindow(grid: RefObject<HTMLElement | null>, count: number): CardWindow {
  const [seen, setSeen] = useState({ columns: 3, first: 0, end: 4 });
  const isWindowed = count > LEAST;
  useLayoutEffect(() => {
    const element = grid.current;
    const scroller = element?.closest<HTMLElement>('.sections') ?? null;
    if (!isWindowed || element === null || scroller === null) return;
    const look = (): void => {
      const columns = getComputedStyle(element).gridTemplateColumns.split(' ').length;
      const port = scroller.getBoundingClientRect();
      const top = element.getBoundingClientRect().top - port.top;
      const viewport = { height: port.height, margin: MARGIN };
      const [first, end] = rowsOnScreen(top, viewport, ROW, Math.ceil(count / columns));
      setSeen((old) =>
        old.columns === columns && old.first === first && old.end === end ? old : { columns, first, end },
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
  if (!isWindowed) return { first: 0, end: count, before: 0, after: 0 };
  const rows = Math.ceil(count / seen.columns);
  const [first, end] = [Math.min(seen.first, rows), Math.min(seen.end, rows)];
  return {
    first: first * seen.columns,
    end: Math.min(count, end * seen.columns),
    before: first * ROW,
    after: (rows - end) * ROW,
  };
}
