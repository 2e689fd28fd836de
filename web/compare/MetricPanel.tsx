import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { BestEnd } from '../../shared/bestEnd.ts';
import type { RunRow } from '../../shared/run.ts';
import { STATISTICS } from '../../shared/values.ts';
import { metricNamesQuery } from '../api/metricQueries.ts';
import { bestEndOfColumn, judged } from '../runs/bestEndOfColumn.ts';
import type { CellOf } from '../runs/cells.ts';
import { metricMatcher } from '../runs/metricMatcher.ts';
import { useMetricCells } from '../runs/useMetricCells.ts';
import { formatNumber, fullNumber } from '../ui/formatNumber.ts';
import { type ComparedRun, DiffTable } from './DiffTable.tsx';
import { changeText, relativeChange } from './relativeChange.ts';

interface MetricPanelProps {
  project: string | null;
  runs: readonly ComparedRun[];
  rows: readonly RunRow[];
  baseline: string | null;
  statistic: string;
  filter: string;
  onStatistic: (statistic: string) => void;
  onFilter: (filter: string) => void;
  onBaseline: (id: string) => void;
  onOpen: (id: string) => void;
}

const MOST = 200;

/** A metric a row: its value in each run, and how far it is from the baseline's. */
export function MetricPanel(props: MetricPanelProps) {
  const { project, runs, rows, baseline, statistic, filter, onStatistic, onFilter, onBaseline, onOpen } = props;
  const names = useQuery({ ...metricNamesQuery(project ?? ''), enabled: project !== null });
  const { matches, problem } = useMemo(() => metricMatcher(filter), [filter]);
  const found = useMemo(() => (names.data ?? []).filter(({ name }) => matches(name)), [names.data, matches]);
  const columns = useMemo(() => found.slice(0, MOST).map(({ name }) => `${statistic}:${name}`), [found, statistic]);
  const cellOf = useMetricCells(project, rows, columns);
  const base = rows.find(({ ref }) => ref === baseline) ?? rows[0];
  const table = columns
    .map((column) => ({
      column,
      end: base === undefined ? null : bestEndOfColumn(column, base),
      values: rows.map((row) => numberOf(cellOf, row, column)),
    }))
    .filter(({ values }) => values.some((value) => value !== null))
    .map(({ column, end, values }) => ({
      key: column.slice(statistic.length + 1),
      cells: values.map((value, i) => (
        <MetricCell
          key={rows[i]?.ref}
          value={value}
          end={end}
          base={base === undefined || base === rows[i] ? null : numberOf(cellOf, base, column)}
        />
      )),
    }));
  return (
    <>
      <div className="compare-bar">
        <input
          type="search"
          value={filter}
          placeholder="Filter metrics"
          aria-label="Filter metrics"
          onChange={(event) => onFilter(event.target.value)}
        />
        <select aria-label="Statistic" value={statistic} onChange={(event) => onStatistic(event.target.value)}>
          {STATISTICS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        {found.length > MOST && (
          <span>
            the first {MOST} of {found.length} metrics
          </span>
        )}
        {problem !== null && <span role="alert">{problem}</span>}
      </div>
      <DiffTable label="Metrics" runs={runs} baseline={baseline} onBaseline={onBaseline} onOpen={onOpen} rows={table} />
    </>
  );
}

function numberOf(cellOf: CellOf, row: RunRow, column: string): number | null {
  const cell = cellOf(row, column);
  return typeof cell === 'number' ? cell : null;
}

interface MetricCellProps {
  value: number | null;
  base: number | null;
  /** Which end of the metric is its best. */
  end: BestEnd;
}

function MetricCell({ value, base, end }: MetricCellProps) {
  if (value === null) return <span className="diff-value number">–</span>;
  const change = relativeChange(value, base);
  return (
    <span className="diff-value number" title={fullNumber(value)}>
      {formatNumber(value)}
      {change !== null && <span className={`diff-change ${judged(change, end)}`}>{changeText(change)}</span>}
    </span>
  );
}
