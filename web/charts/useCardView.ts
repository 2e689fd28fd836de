import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { registerCard } from './cardKeys.ts';
import { changedSettings } from './cardSettings.ts';
import type { CardSettings, ChartView } from './types.ts';

export interface CardView {
  /** The shared view, with what this card has set for itself. */
  view: ChartView;
  /** Whether it has set anything. */
  isOwn: boolean;
  full: boolean;
  setFull: (full: boolean) => void;
  change: (change: CardSettings) => void;
  /** Back to what all have. */
  follow: () => void;
  reset: () => void;
}

const NOTHING: CardSettings = {};

interface CardViewProps {
  /** What all charts share, and what this one has otherwise. */
  view: ChartView;
  own?: CardSettings | undefined;
  full: boolean;
  onView: (change: Partial<ChartView>) => void;
  onOwn: (settings: CardSettings | null) => void;
  onFull: (full: boolean) => void;
}

/** A card's own settings over those that all share, and the keys that change them. */
export function useCardView(card: RefObject<HTMLElement | null>, props: CardViewProps): CardView {
  const { view: shared, own = NOTHING, full, onView, onOwn, onFull } = props;
  const view = useMemo(() => ({ ...shared, ...own }), [shared, own]);
  const cardView: CardView = {
    view,
    isOwn: Object.keys(own).length > 0,
    full,
    setFull: onFull,
    change: (change) => onOwn(changedSettings(own, change, shared)),
    follow: () => onOwn(null),
    reset: () => onView({ zoom: null }),
  };
  const latest = useRef(cardView);
  latest.current = cardView;
  useEffect(() => {
    if (card.current === null) return;
    return registerCard(card.current, {
      isFull: () => latest.current.full,
      setFull: (next) => latest.current.setFull(next),
      toggleLog: () => latest.current.change({ logY: !latest.current.view.logY }),
      toggleOutliers: () => latest.current.change({ outliers: !latest.current.view.outliers }),
      reset: () => latest.current.reset(),
    });
  }, [card]);
  return cardView;
}
