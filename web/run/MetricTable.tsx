import { useMemo, useState } from 'react';
import type { MetricInfo } from '../../shared/run.ts';
import { metricMatcher } from '../runs/metricMatcher.ts';
import { formatNumber, formatWhole, fullNumber } from '../ui/formatNumber.ts';

const COLUMNS = ['name', 'count', 'raw_count', 'last', 'min', 'max', 'mean', 'std', 'nan', 'last_step'] as const;
const HEADS: Record<(typeof COLUMNS)[number], string> = {
  name: 'metric',
  count: 'points',
  raw_count: 'written',
  last: 'last',
  min: 'min',
  max: 'max',
  mean: 'mean',
  std: 'std',
  nan: 'NaN, ±Inf',
  last_step: 'last step',
};
const MOST = 500;

/** Every metric with the statistics of its current view. */
export function MetricTable({ metrics }: { metrics: readonly MetricInfo[] }) {
  const [filter, setFilter] = useState('');
  const [sort, setSort] = useState<{ by: (typeof COLUMNS)[number]; down: boolean }>({ by: 'name', down: false });
  const rows = useMemo(() => {
    const { matches } = metricMatcher(filter);
    const found = metrics.filter((metric) => matches(metric.name));
    return found.sort((a, b) => compare(a[sort.by], b[sort.by]) * (sort.down ? -1 : 1) || compare(a.name, b.name));
  }, [metrics, filter, sort]);
  return (
    <>
      <input
        type="search"
        className="tab-filter"
        value={filter}
        placeholder="Filter metrics"
        aria-label="Filter the table of metrics"
        onChange={(event) => setFilter(event.target.value)}
      />
      <table className="data-table">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th
                key={column}
                className={column === 'name' ? '' : 'number'}
                aria-sort={sort.by === column ? (sort.down ? 'descending' : 'ascending') : 'none'}
              >
                <button
                  type="button"
                  onClick={() => setSort({ by: column, down: sort.by === column ? !sort.down : column !== 'name' })}
                >
                  {HEADS[column]}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST).map((metric) => (
            <tr key={`${metric.name} ${metric.scale} ${JSON.stringify(metric.labels)}`}>
              <td title={metric.name}>
                <bdi>{metric.name}</bdi>
                {Object.entries(metric.labels).map(([name, value]) => (
                  <small key={name}>
                    {name}={value}
                  </small>
                ))}
                {metric.scale !== 'ML_STEP' && <small>{metric.scale}</small>}
              </td>
              <td className="number">{formatWhole(metric.count)}</td>
              <td className="number">{formatWhole(metric.raw_count)}</td>
              {[metric.last, metric.min, metric.max, metric.mean, metric.std].map((value, i) => (
                <td key={COLUMNS[i + 3]} className="number" title={value === null ? '' : fullNumber(value)}>
                  {value === null ? '–' : formatNumber(value)}
                </td>
              ))}
              <td className="number">
                {metric.nan + metric.pos_inf + metric.neg_inf === 0
                  ? ''
                  : `${metric.nan}, ${metric.pos_inf + metric.neg_inf}`}
              </td>
              <td className="number">{metric.last_step === null ? '–' : formatWhole(metric.last_step)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST && (
        <p className="tree-empty">
          The first {MOST} of {formatWhole(rows.length)} are listed: filter for the others.
        </p>
      )}
    </>
  );
}

function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : a > b ? 1 : 0;
}
