import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { bestEndIn } from '../../shared/bestEndIn.ts';
import type { AnnotationEvent, MetricInfo, RunDetail } from '../../shared/run.ts';
import { annotationsQuery } from '../api/queries.ts';
import type { RunTab } from '../router/route.ts';
import { formatDuration, formatTime } from '../ui/formatAge.ts';
import { formatCount } from '../ui/formatCount.ts';
import { formatNumber, formatWhole, fullNumber } from '../ui/formatNumber.ts';
import { AnnotationList } from './AnnotationList.tsx';
import { attention } from './attention.ts';
import { metricCell } from './metricColumns.ts';
import { RunFacts } from './RunFacts.tsx';
import { RunNotes } from './RunNotes.tsx';
import { Tree } from './Tree.tsx';

interface OverviewTabProps {
  run: RunDetail;
  reference: string;
  metrics: readonly MetricInfo[];
  onTab: (tab: RunTab) => void;
  onAnnotation: (annotation: AnnotationEvent) => void;
}

/** What matters first: how it went, what needs a look, where the metrics stand, what was said of it. */
export function OverviewTab({ run, reference, metrics, onTab, onAnnotation }: OverviewTabProps) {
  const annotations = useQuery(annotationsQuery(reference, run.annotations));
  const issues = useMemo(() => attention(run, Date.now() / 1000), [run]);
  return (
    <div className="tab overview">
      <section aria-label="Result">
        <h2>Result</h2>
        <Result run={run} metrics={metrics} />
      </section>
      <section aria-label="Needs a look">
        <h2>Needs a look</h2>
        {issues.length === 0 && <p className="muted">Nothing unusual: every line was used, every value is finite.</p>}
        <ul className="attention">
          {issues.map(({ level, tab, text }) => (
            <li key={text} className={level}>
              <bdi>{text}</bdi>
              {tab !== null && (
                <button type="button" className="link" onClick={() => onTab(tab)}>
                  {tab}
                </button>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="Latest values" className="wide">
        <h2>Latest values</h2>
        <LatestValues run={run} metrics={metrics} onAll={() => onTab('metrics')} />
      </section>
      <section aria-label="Notes">
        <h2>Notes</h2>
        <RunNotes run={run} />
      </section>
      <section aria-label="Annotations">
        <h2>Annotations</h2>
        {run.annotations === 0 && <p className="tree-empty">None were logged.</p>}
        <AnnotationList annotations={annotations.data ?? []} onOpen={onAnnotation} />
      </section>
      <section aria-label="Config">
        <h2>Config</h2>
        <Tree name="config" value={run.config} empty="No config was logged." most={40} />
      </section>
      <section aria-label="How it was run">
        <h2>How it was run</h2>
        <RunFacts run={run} />
      </section>
    </div>
  );
}

function Result({ run, metrics }: { run: RunDetail; metrics: readonly MetricInfo[] }) {
  const primary = metrics.find((metric) => isPrimary(metric, run));
  const best = run.best_metric_value;
  const facts: [string, string, string][] = [];
  if (best !== null) {
    const at = run.best_metric_step === null ? '' : ` at step ${formatWhole(run.best_metric_step)}`;
    facts.push([
      `best ${run.best_metric_name ?? ''}`,
      (typeof best === 'number' ? formatNumber(best) : best) + at,
      String(best),
    ]);
  }
  if (primary !== undefined && primary.last !== null)
    facts.push([`last ${primary.name}`, formatNumber(primary.last), fullNumber(primary.last)]);
  if (run.last_step !== null) facts.push(['last step', formatWhole(run.last_step), '']);
  if (run.duration !== null) facts.push(['duration', formatDuration(run.duration), `${run.duration} s`]);
  facts.push(['points', formatCount(run.points), formatWhole(run.points)]);
  facts.push(['last sign of life', formatTime(run.last_active), '']);
  return (
    <dl className="result">
      {facts.map(([name, value, title]) => (
        <div key={name}>
          <dt>
            <bdi>{name}</bdi>
          </dt>
          <dd title={title}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The series that stands for the run, and none of the same name on another scale or with labels. */
function isPrimary({ name, scale, labels }: MetricInfo, run: RunDetail): boolean {
  return name === run.primary_metric && scale === 'ML_STEP' && Object.keys(labels).length === 0;
}

const MOST_VALUES = 12;

/** The first few metrics, the primary one before the others. */
function LatestValues({ run, metrics, onAll }: { run: RunDetail; metrics: readonly MetricInfo[]; onAll: () => void }) {
  const shown = useMemo(() => {
    const own = metrics.filter(({ scale }) => scale !== 'SYSTEM');
    return own.toSorted((a, b) => Number(isPrimary(b, run)) - Number(isPrimary(a, run))).slice(0, MOST_VALUES);
  }, [metrics, run]);
  if (shown.length === 0) return <p className="tree-empty">No metric was logged yet.</p>;
  return (
    <>
      <table className="data-table">
        <thead>
          <tr>
            <th>metric</th>
            {['last', 'best', 'min', 'max'].map((name) => (
              <th key={name} className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((metric) => (
            <tr key={JSON.stringify([metric.name, metric.scale, metric.labels])}>
              <td title={metric.name}>
                <bdi>{[metric.name, ...Object.entries(metric.labels).map((pair) => pair.join('='))].join(' ')}</bdi>
              </td>
              {(['last', 'best', 'min', 'max'] as const).map((column) => {
                const value = metricCell(metric, column, run) as number | null;
                const isBest = column === bestEndIn(metric.name, run);
                return (
                  <td key={column} className="number" title={value === null ? undefined : fullNumber(value)}>
                    {value === null ? '–' : isBest ? <b>{formatNumber(value)}</b> : formatNumber(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" className="link" onClick={onAll}>
        {metrics.length > shown.length ? `all ${formatWhole(metrics.length)} metrics` : 'the whole table'}
      </button>
    </>
  );
}
