import { useMemo, useRef } from 'react';
import { MetricCard } from '../charts/MetricCard.tsx';
import type { CardSettings, ChartRun, ChartView } from '../charts/types.ts';
import { withSettings } from './cardText.ts';
import type { MetricSection } from './metricSections.ts';
import { useCardWindow } from './useCardWindow.ts';
import { toggle } from './viewState.ts';

interface SectionCardsProps {
  section: MetricSection;
  runs: ChartRun[];
  view: ChartView;
  cards: ReadonlyMap<string, CardSettings>;
  pins: string[];
  onView: (change: Partial<ChartView>) => void;
  onCards: (cards: ReadonlyMap<string, CardSettings>) => void;
  onPins: (pins: string[]) => void;
}

/** The charts of an open section; of many only those near the screen. */
export function SectionCards({ section, runs, view, cards, pins, onView, onCards, onPins }: SectionCardsProps) {
  const grid = useRef<HTMLDivElement>(null);
  const { first, end, before, after } = useCardWindow(grid, section.metrics.length);
  const shared = useMemo<ChartView>(
    () => (section.system ? { ...view, x: 'relative', zoom: view.x === 'relative' ? view.zoom : null } : view),
    [section.system, view],
  );
  return (
    <div className="cards" ref={grid} style={{ paddingTop: before, paddingBottom: after }}>
      {section.metrics.slice(first, end).map((metric) => (
        <div key={metric} className="card-slot">
          <MetricCard
            metric={metric}
            title={titleOf(metric, section.name)}
            runs={runs}
            view={shared}
            onView={onView}
            own={cards.get(metric)}
            onOwn={(settings) => onCards(withSettings(cards, metric, settings))}
            syncKey={shared.x}
          />
          <button
            type="button"
            className="card-pin"
            aria-pressed={pins.includes(metric)}
            title={pins.includes(metric) ? 'Take the pin off' : 'Pin to the top'}
            aria-label={`Pin ${metric}`}
            onClick={() => onPins(toggle(pins, metric))}
          >
            ★
          </button>
        </div>
      ))}
    </div>
  );
}

/** Within its section a metric needs no prefix. */
function titleOf(metric: string, section: string): string {
  return metric.startsWith(`${section}/`) ? metric.slice(section.length + 1) : metric;
}
