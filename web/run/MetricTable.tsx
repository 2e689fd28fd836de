import { useDeferredValue, useMemo, useState } from 'react';
import { bestEndIn } from '../../shared/bestEndIn.ts';
import type { MetricInfo, RunDetail } from '../../shared/run.ts';
import { metricMatcher } from '../runs/metricMatcher.ts';
import { formatNumber, formatWhole, fullNumber } from '../ui/formatNumber.ts';
import { METRIC_COLUMNS, METRIC_HEADS, type MetricColumn, metricCell, sortMetrics } from './metricColumns.ts';
import { useParam } from './useParam.ts';
import { VirtualTable } from './VirtualTable.tsx';

interface MetricTableProps {
  run: RunDetail;
  /** undefined until they are there. */
  metrics: readonly MetricInfo[] | undefined;
  /** Shows the metric's chart. */
  onMetric: (metric: string) => void;
  /** Shows every write of the metric. */
  onWrites: (metric: string) => void;
}

const NONE: readonly MetricInfo[] = [];

/** Every metric with the statistics of its current view. Search and order stand in the address. */
export function MetricTable({ run, metrics: answered, onMetric, onWrites }: MetricTableProps) {
  const metrics = answered ?? NONE;
  const [search, setSearch] = useParam('mq');
  const [order, setOrder] = useParam('msort');
  const sort = useMemo(() => parseSort(order), [order]);
  const [text, setText] = useState(search ?? '');
  const filter = useDeferredValue(text);
  const { matches, problem } = useMemo(() => metricMatcher(filter), [filter]);
  const sorted = useMemo(() => sortMetrics(metrics, sort, run), [metrics, sort, run]);
  const rows = useMemo(() => sorted.filter((metric) => matches(metric.name)), [sorted, matches]);
  const sortBy = (column: MetricColumn): void => {
    const down = sort.by === column ? !sort.down : column !== 'name';
    setOrder(column === 'name' && !down ? null : `${down ? '-' : ''}${column}`);
  };
  return (
    <div className="tab table-tab">
      <div className="tab-line">
        <input
          type="search"
          className="tab-filter"
          value={text}
          placeholder="Search metrics"
          aria-label="Search metrics"
          onChange={(event) => {
            setText(event.target.value);
            setSearch(event.target.value || null);
          }}
        />
        <output className={problem === null ? 'muted' : 'bad'}>
          {problem ?? `${formatWhole(rows.length)} of ${formatWhole(metrics.length)} metrics`}
        </output>
      </div>
      <VirtualTable
        label="Metrics"
        columns={METRIC_COLUMNS.length + 1}
        rows={rows}
        keyOf={keyOf}
        empty={
          answered === undefined
            ? 'Reading the metrics …'
            : metrics.length === 0
              ? 'No metric was logged yet.'
              : 'No metric matches.'
        }
        head={
          <>
            {METRIC_COLUMNS.map((column) => (
              <th
                key={column}
                className={column === 'name' ? '' : 'number'}
                aria-sort={sort.by !== column ? 'none' : sort.down ? 'descending' : 'ascending'}
              >
                <button type="button" onClick={() => sortBy(column)}>
                  {METRIC_HEADS[column]}
                  {sort.by === column && <span aria-hidden="true">{sort.down ? ' ↓' : ' ↑'}</span>}
                </button>
              </th>
            ))}
            <th>
              <span className="visually-hidden">writes</span>
            </th>
          </>
        }
        render={(metric) => <MetricCells metric={metric} run={run} onMetric={onMetric} onWrites={onWrites} />}
      />
    </div>
  );
}

function MetricCells({ metric, run, onMetric, onWrites }: Omit<MetricTableProps, 'metrics'> & { metric: MetricInfo }) {
  const end = bestEndIn(metric.name, run);
  const bestAt = end === null ? null : end === 'min' ? metric.argmin : metric.argmax;
  return (
    <>
      <td title={metric.name}>
        <button type="button" className="link" onClick={() => onMetric(metric.name)}>
          <bdi>{metric.name}</bdi>
        </button>
        {Object.entries(metric.labels).map(([name, value]) => (
          <small key={name}>
            <bdi>
              {name}={value}
            </bdi>
          </small>
        ))}
        {metric.scale !== 'ML_STEP' && (
          <small>
            <bdi>{metric.scale}</bdi>
          </small>
        )}
      </td>
      {METRIC_COLUMNS.slice(1).map((column) => {
        const value = metricCell(metric, column, run) as number | null;
        const at = column === 'best' && bestAt !== null ? ` at step ${bestAt}` : '';
        return (
          <td key={column} className="number" title={value === null ? undefined : fullNumber(value) + at}>
            {cellText(column, value)}
          </td>
        );
      })}
      <td>
        <button
          type="button"
          className="link"
          aria-label={`writes of ${metric.name}`}
          onClick={() => onWrites(metric.name)}
        >
          writes
        </button>
      </td>
    </>
  );
}

const WHOLE: ReadonlySet<MetricColumn> = new Set(['count', 'raw_count', 'non_finite', 'last_step']);

function cellText(column: MetricColumn, value: number | null): string {
  if (value === null) return '–';
  if (column === 'non_finite' && value === 0) return '';
  return WHOLE.has(column) ? formatWhole(value) : formatNumber(value);
}

function keyOf({ name, scale, labels }: MetricInfo): string {
  return JSON.stringify([name, scale, labels]);
}

function parseSort(text: string | null): { by: MetricColumn; down: boolean } {
  const down = text?.startsWith('-') ?? false;
  const by = METRIC_COLUMNS.find((column) => column === (down ? text?.slice(1) : text));
  return by === undefined ? { by: 'name', down: false } : { by, down };
}
