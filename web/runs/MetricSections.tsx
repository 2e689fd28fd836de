import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { metricListQuery } from '../api/queries.ts';
import { MetricCard } from '../charts/MetricCard.tsx';
import type { ChartRun, ChartView } from '../charts/types.ts';
import { type MetricSection, metricSections } from './metricSections.ts';
import { toggle } from './viewState.ts';

interface MetricSectionsProps {
  runs: ChartRun[];
  view: ChartView;
  filter: string;
  pins: string[];
  toggled: string[];
  /** Only metrics of scale SYSTEM, or all. */
  only?: 'system';
  onView: (change: Partial<ChartView>) => void;
  onPins: (pins: string[]) => void;
  onToggled: (toggled: string[]) => void;
}

/** Charts of every metric of the runs, in sections. */
export function MetricSections({
  runs,
  view,
  filter,
  pins,
  toggled,
  only,
  onView,
  onPins,
  onToggled,
}: MetricSectionsProps) {
  const lists = useQueries({
    queries: runs.map((run) => metricListQuery(run.id)),
    combine: (results) => results.map((result) => result.data),
  });
  const sections = useMemo(() => {
    const all = metricSections(
      lists.filter((list) => list !== undefined),
      filter,
      pins,
    );
    return only === 'system'
      ? all.filter((section) => section.system).map((section) => ({ ...section, open: true }))
      : all;
  }, [lists, filter, pins, only]);
  const waiting = lists.some((list) => list === undefined);
  if (sections.length === 0) return <p className="sections-empty">{emptyText(runs.length, waiting, filter)}</p>;
  return (
    <div className="sections">
      {sections.map((section) => {
        const open = section.open !== toggled.includes(section.name);
        return (
          <section key={section.name} className="section">
            <h2 className="section-head">
              <button type="button" aria-expanded={open} onClick={() => onToggled(toggle(toggled, section.name))}>
                <span className="section-mark" aria-hidden="true">
                  {open ? '▾' : '▸'}
                </span>
                {section.name}
                <span className="section-count">{section.metrics.length}</span>
              </button>
            </h2>
            {open && (
              <SectionCards section={section} runs={runs} view={view} pins={pins} onView={onView} onPins={onPins} />
            )}
          </section>
        );
      })}
    </div>
  );
}

type SectionCardsProps = Pick<MetricSectionsProps, 'runs' | 'view' | 'pins' | 'onView' | 'onPins'> & {
  section: MetricSection;
};

function SectionCards({ section, runs, view, pins, onView, onPins }: SectionCardsProps) {
  const shared = useMemo<ChartView>(
    () => (section.system ? { ...view, x: 'relative', zoom: view.x === 'relative' ? view.zoom : null } : view),
    [section.system, view],
  );
  return (
    <div className="cards">
      {section.metrics.map((metric) => (
        <div key={metric} className="card-slot">
          <MetricCard
            metric={metric}
            title={titleOf(metric, section.name)}
            runs={runs}
            view={shared}
            onView={onView}
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

function emptyText(runs: number, waiting: boolean, filter: string): string {
  if (runs === 0) return 'No run has an eye. Click a swatch in the list, or press Space.';
  if (waiting) return 'Reading the metrics …';
  return filter === '' ? 'These runs have logged no metric yet.' : `No metric matches “${filter}”.`;
}
