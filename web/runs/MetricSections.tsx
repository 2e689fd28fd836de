import { useDeferredValue, useMemo } from 'react';
import type { LoggedMetric } from '../../shared/values.ts';
import type { CardSettings, ChartRun, ChartView } from '../charts/types.ts';
import { metricMatcher } from './metricMatcher.ts';
import { metricSections } from './metricSections.ts';
import { SectionCards } from './SectionCards.tsx';
import { useTypedFilter } from './typedFilter.ts';
import { useOpenedForSought } from './useSoughtCard.ts';
import { toggle, type ViewState } from './viewState.ts';

interface MetricSectionsProps {
  runs: ChartRun[];
  /** What the runs have logged; undefined while it is being read. */
  logged: readonly LoggedMetric[] | undefined;
  view: ChartView;
  /** What single charts have otherwise, by metric. */
  cards: ReadonlyMap<string, CardSettings>;
  filter: string;
  pins: string[];
  toggled: string[];
  /** The metric whose chart is in full screen: it is there, be its section closed or the metric filtered out. */
  full: string | null;
  /** Only metrics of scale SYSTEM, or all. */
  only?: 'system';
  onView: (change: Partial<ViewState>) => void;
}

/** Charts of every metric of the runs, in sections. */
export function MetricSections(props: MetricSectionsProps) {
  const { runs, logged, view, cards, pins, toggled, full, only, onView } = props;
  const filter = useTypedFilter() ?? props.filter;
  // What is typed is seen at once; the charts of what it leaves may take a moment.
  const settled = useDeferredValue(filter);
  const { matches, problem } = useMemo(() => metricMatcher(settled), [settled]);
  const sections = useMemo(() => {
    const all = metricSections(logged ?? [], (name) => name === full || matches(name), pins);
    return only === 'system'
      ? all.filter((section) => section.system).map((section) => ({ ...section, open: true }))
      : all;
  }, [logged, matches, pins, full, only]);
  useOpenedForSought(logged === undefined ? null : sections, { toggled, filter }, onView);
  if (sections.length === 0)
    return <p className="sections-empty">{emptyText(runs.length, logged === undefined, filter, only)}</p>;
  return (
    <div className="sections">
      {problem !== null && (
        <p className="sections-problem" role="alert">
          {problem}
        </p>
      )}
      {sections.map((section) => {
        const fullHere = full !== null && section.metrics.includes(full) ? full : null;
        const open = fullHere !== null || section.open !== toggled.includes(section.name);
        return (
          <section key={section.name} className="section">
            <h2 className="section-head">
              <button
                type="button"
                aria-expanded={open}
                onClick={() => onView({ toggled: toggle(toggled, section.name) })}
              >
                <span className="section-mark" aria-hidden="true">
                  {open ? '▾' : '▸'}
                </span>
                {section.name}
                <span className="section-count">{section.metrics.length}</span>
              </button>
            </h2>
            {open && (
              <SectionCards
                section={section}
                runs={runs}
                view={view}
                cards={cards}
                pins={pins}
                full={fullHere}
                onView={onView}
              />
            )}
          </section>
        );
      })}
    </div>
  );
}

function emptyText(runs: number, waiting: boolean, filter: string, only: 'system' | undefined): string {
  if (runs === 0) return 'No run has an eye. Click a swatch in the list, or press Space.';
  if (waiting) return 'Reading the metrics …';
  if (filter !== '') return `No metric matches “${filter}”.`;
  return only === 'system'
    ? 'This run has no metrics of the machine: a client logs them when it is started with system_metrics.'
    : `${runs === 1 ? 'This run has' : 'These runs have'} logged no metric yet.`;
}
