import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { registerCard } from './cardKeys.ts';
import type { ChartView } from './types.ts';

type Own = Partial<Pick<ChartView, 'logY' | 'outliers'>>;

export interface CardView {
  /** The shared view, with what this card has set for itself. */
  view: ChartView;
  full: boolean;
  setFull: (full: boolean) => void;
  toggleLog: () => void;
  toggleOutliers: () => void;
  reset: () => void;
}

/** A card's own settings over those that all share, and the keys that change them. */
export function useCardView(
  card: RefObject<HTMLElement | null>,
  shared: ChartView,
  onView: (change: Partial<ChartView>) => void,
): CardView {
  const [own, setOwn] = useState<Own>({});
  const [full, setFull] = useState(false);
  const view = useMemo(() => ({ ...shared, ...own }), [shared, own]);
  const toggle = (name: 'logY' | 'outliers'): void => {
    const { [name]: _dropped, ...rest } = own;
    const wanted = !view[name];
    // What is as the others have it follows them again.
    setOwn(wanted === shared[name] ? rest : { ...rest, [name]: wanted });
  };
  const cardView: CardView = {
    view,
    full,
    setFull,
    toggleLog: () => toggle('logY'),
    toggleOutliers: () => toggle('outliers'),
    reset: () => onView({ zoom: null }),
  };
  const latest = useRef(cardView);
  latest.current = cardView;
  useEffect(() => {
    if (card.current === null) return;
    return registerCard(card.current, {
      isFull: () => latest.current.full,
      setFull: (next) => latest.current.setFull(next),
      toggleLog: () => latest.current.toggleLog(),
      toggleOutliers: () => latest.current.toggleOutliers(),
      reset: () => latest.current.reset(),
    });
  }, [card]);
  return cardView;
}
