import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import './compare.css';
import { parseValueColumn } from '../../shared/values.ts';
import { metricNamesQuery } from '../api/metricQueries.ts';
import { type Brush, withBrush } from '../runs/brushes.ts';
import { type ColumnFacts, columnFacts } from '../runs/columns.ts';
import { setLiveBrushes } from '../runs/liveBrushes.ts';
import { useMetricCells } from '../runs/useMetricCells.ts';
import type { ProjectRuns } from '../runs/useProjectRuns.ts';
import type { ViewState } from '../runs/viewState.ts';
import { formatWhole } from '../ui/formatNumber.ts';
import { printAxis } from './axes.ts';
import { ColumnSelect } from './ColumnSelect.tsx';
import { CompareCurve } from './CompareCurve.tsx';
import { CompareTables } from './CompareTables.tsx';
import { columnTitle } from './columnTitle.ts';
import { comparedRows } from './comparedRows.ts';
import { chosenAxes, mainSetting, resultColumns } from './defaultAxes.ts';
import { ParallelPlot } from './ParallelPlot.tsx';
import { ScatterPlot } from './ScatterPlot.tsx';

interface ComparePageProps {
  project: string | null;
  runs: ProjectRuns;
  view: ViewState;
  brushes: readonly Brush[];
  onView: (change: Partial<ViewState>) => void;
  onOpen: (id: string) => void;
}

/** What was tried, what came of it, and what differs. Brushing an axis filters the list of runs and the charts, too. */
export function ComparePage({ project, runs, view, brushes, onView, onOpen }: ComparePageProps) {
  const { compare } = view;
  const { unbrushed, nameOf, colorOf } = runs;
  // Once for all that follows: a brush that is dragged renders this page at every move.
  const facts = useMemo(() => columnFacts(unbrushed), [unbrushed]);
  const results = useMemo(() => resultColumns(unbrushed), [unbrushed]);
  const axes = useMemo(() => chosenAxes(compare.axes, unbrushed, facts), [compare.axes, unbrushed, facts]);
  const columns = useColumns(project, facts);
  const x = compare.scatterX ?? mainSetting(axes, unbrushed.length, facts) ?? 'created_time';
  const y = compare.scatterY ?? results[0] ?? 'last_step';
  const asked = useMemo(() => [...new Set([...axes.map(({ column }) => column), x, y])], [axes, x, y]);
  const cellOf = useMetricCells(project, unbrushed, asked, nameOf);
  const compared = useMemo(
    () =>
      comparedRows(
        runs.rows,
        view.marks,
        view.baseline,
        runs.charted.map(({ id }) => id),
      ),
    [runs.rows, view.marks, view.baseline, runs.charted],
  );
  const onBrush = useCallback(
    (column: string, brush: Brush | null, settled: boolean) => {
      const next = withBrush(brushes, column, brush);
      setLiveBrushes(settled ? null : next);
      if (settled) onView({ brushes: next });
    },
    [brushes, onView],
  );
  const change = (next: Partial<ViewState['compare']>): void => onView({ compare: { ...compare, ...next } });
  const addable = columns.filter((column) => !axes.some((axis) => axis.column === column));
  return (
    <div className="compare">
      <div className="compare-bar">
        <span className="compare-count">
          {formatWhole(runs.shown.length)} of {formatWhole(unbrushed.length)} runs
        </span>
        <button type="button" className="tool" disabled={brushes.length === 0} onClick={() => onView({ brushes: [] })}>
          All runs
        </button>
        <ColumnSelect
          label="Add an axis"
          value=""
          none="Add an axis …"
          columns={addable}
          onColumn={(column) => change({ axes: [...axes, { column, log: null, inverted: false }].map(printAxis) })}
        />
        <ColumnSelect
          label="Colour by"
          value={view.color ?? ''}
          none="Colour by run"
          columns={columns}
          onColumn={(column) => onView({ color: column === '' ? null : column })}
        />
      </div>
      <ParallelPlot
        rows={unbrushed}
        settings={axes}
        cellOf={cellOf}
        titleOf={columnTitle}
        nameOf={nameOf}
        colorOf={colorOf}
        brushes={brushes}
        onBrush={onBrush}
        onSettings={(settings) => change({ axes: settings.map(printAxis) })}
        onOpen={onOpen}
      />
      <div className="compare-below">
        <CompareTables
          project={project}
          rows={compared}
          nameOf={nameOf}
          colorOf={colorOf}
          view={view}
          onView={onView}
          onOpen={onOpen}
        />
        <section className="compare-scatter" aria-label="Scatter">
          <div className="compare-bar">
            <ColumnSelect label="Up" value={y} columns={columns} onColumn={(column) => change({ scatterY: column })} />
            against
            <ColumnSelect
              label="Across"
              value={x}
              columns={columns}
              onColumn={(column) => change({ scatterX: column })}
            />
          </div>
          <ScatterPlot
            rows={runs.shown}
            x={x}
            y={y}
            cellOf={cellOf}
            nameOf={nameOf}
            colorOf={colorOf}
            onOpen={onOpen}
          />
          <CompareCurve metric={parseValueColumn(y)?.metric ?? null} runs={runs.charted} view={view} onView={onView} />
        </section>
      </div>
    </div>
  );
}

const FIELDS = ['primary_value', 'best_metric_value', 'duration', 'created_time', 'last_step', 'points', 'status'];
const MOST_METRICS = 300;

/** Everything that an axis can show, those that vary first. */
function useColumns(project: string | null, { config, summary }: ColumnFacts): string[] {
  const names = useQuery({ ...metricNamesQuery(project ?? ''), enabled: project !== null });
  return useMemo(() => {
    const metrics = (names.data ?? []).slice(0, MOST_METRICS).map(({ name }) => name);
    return [
      ...[...config.keys()].map((key) => `config.${key}`),
      ...metrics.flatMap((name) => [`last:${name}`, `min:${name}`, `max:${name}`]),
      ...[...summary.keys()].map((key) => `summary.${key}`),
      ...FIELDS,
    ];
  }, [config, summary, names.data]);
}
