import { memo } from 'react';
import { MetricCard } from '../charts/MetricCard.tsx';
import type { CardSettings, ChartRun, ChartView } from '../charts/types.ts';

interface CardSlotProps {
  metric: string;
  title: string;
  runs: ChartRun[];
  view: ChartView;
  own: CardSettings | undefined;
  pinned: boolean;
  full: boolean;
  onView: (change: Partial<ChartView>) => void;
  onOwn: (metric: string, settings: CardSettings | null) => void;
  onFull: (metric: string | null) => void;
  onPin: (metric: string) => void;
}

/** A chart and its pin. A change of the page renders it only if it is another chart then. */
export const CardSlot = memo(function CardSlot(props: CardSlotProps) {
  const { metric, title, runs, view, own, pinned, full, onView, onOwn, onFull, onPin } = props;
  return (
    <div className="card-slot">
      <MetricCard
        metric={metric}
        title={title}
        runs={runs}
        view={view}
        onView={onView}
        own={own}
        onOwn={(settings) => onOwn(metric, settings)}
        full={full}
        onFull={(next) => onFull(next ? metric : null)}
        syncKey={view.x}
      />
      <button
        type="button"
        className="card-pin"
        aria-pressed={pinned}
        title={pinned ? 'Take the pin off' : 'Pin to the top'}
        aria-label={`Pin ${metric}`}
        onClick={() => onPin(metric)}
      >
        ★
      </button>
    </div>
  );
});
