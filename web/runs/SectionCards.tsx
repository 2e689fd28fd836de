import { memo, useCallback, useMemo, useRef } from 'react';
import type { CardSettings, ChartRun, ChartView } from '../charts/types.ts';
import { CardSlot } from './CardSlot.tsx';
import { withSettings } from './cardText.ts';
import type { MetricSection } from './metricSections.ts';
import { useCardWindow } from './useCardWindow.ts';
import { useSameList } from './useSameList.ts';
import { useSoughtCard } from './useSoughtCard.ts';
import { toggle, type ViewState } from './viewState.ts';

interface SectionCardsProps {
  section: MetricSection;
  runs: ChartRun[];
  view: ChartView;
  cards: ReadonlyMap<string, CardSettings>;
  pins: string[];
  full: string | null;
  onView: (change: Partial<ViewState>) => void;
}

/** The charts of an open section; of many only those near the screen. */
export const SectionCards = memo(function SectionCards(props: SectionCardsProps) {
  const { section, runs, view, cards, pins, full, onView } = props;
  const grid = useRef<HTMLDivElement>(null);
  const metrics = useSameList(section.metrics);
  const { first, end, before, after } = useCardWindow(grid, metrics);
  useSoughtCard(grid, metrics, full);
  const shared = useMemo<ChartView>(
    () => (section.system ? { ...view, x: 'relative', zoom: view.x === 'relative' ? view.zoom : null } : view),
    [section.system, view],
  );
  const onOwn = useCallback(
    (metric: string, settings: CardSettings | null) => onView({ cards: withSettings(cards, metric, settings) }),
    [cards, onView],
  );
  const onFull = useCallback((metric: string | null) => onView({ full: metric }), [onView]);
  const onPin = useCallback((metric: string) => onView({ pins: toggle(pins, metric) }), [pins, onView]);
  return (
    <div className="cards" ref={grid} style={{ paddingTop: before, paddingBottom: after }}>
      {metrics.slice(first, end).map((metric) => (
        <CardSlot
          key={metric}
          metric={metric}
          title={titleOf(metric, section.name)}
          runs={runs}
          view={shared}
          own={cards.get(metric)}
          pinned={pins.includes(metric)}
          full={full === metric}
          onView={onView}
          onOwn={onOwn}
          onFull={onFull}
          onPin={onPin}
        />
      ))}
    </div>
  );
});

/** Within its section a metric needs no prefix. */
function titleOf(metric: string, section: string): string {
  return metric.startsWith(`${section}/`) ? metric.slice(section.length + 1) : metric;
}
