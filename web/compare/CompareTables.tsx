import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { JsonObject, RunDetail, RunRow } from '../../shared/run.ts';
import { runDetailQuery } from '../api/queries.ts';
import { COMPARE_PANELS, type ComparePanel } from '../runs/compareView.ts';
import type { ViewState } from '../runs/viewState.ts';
import { CodePanel } from './CodePanel.tsx';
import { ConfigPanel } from './ConfigPanel.tsx';
import type { ComparedRun } from './DiffTable.tsx';
import { MetricPanel } from './MetricPanel.tsx';
import { useIgnoreRules } from './useIgnoreRules.ts';

interface CompareTablesProps {
  project: string | null;
  rows: readonly RunRow[];
  nameOf: (row: RunRow) => string;
  colorOf: (row: RunRow) => string;
  view: ViewState;
  onView: (change: Partial<ViewState>) => void;
  onOpen: (id: string) => void;
}

const NAMES: Record<ComparePanel, string> = {
  config: 'Config',
  metrics: 'Metrics',
  summary: 'Summary',
  meta: 'Environment',
  code: 'Code',
};

/** What differs between the compared runs. */
export function CompareTables({ project, rows, nameOf, colorOf, view, onView, onOpen }: CompareTablesProps) {
  const { compare, baseline } = view;
  const { panel } = compare;
  const runs = useMemo<ComparedRun[]>(
    () => rows.map((row) => ({ id: row.ref, name: nameOf(row), color: colorOf(row) })),
    [rows, nameOf, colorOf],
  );
  const [ignore, setIgnore] = useIgnoreRules(compare, onView);
  const configs = useConfigs(rows, panel);
  const base = baseline ?? rows[0]?.ref ?? null;
  const change = (next: Partial<ViewState['compare']>): void => onView({ compare: { ...compare, ...next } });
  const shared = { runs, baseline: base, onBaseline: (id: string) => onView({ baseline: id }), onOpen };
  return (
    <section className="compare-tables" aria-label="Differences">
      <div className="compare-tabs" role="tablist" aria-label="Differences of">
        {COMPARE_PANELS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === panel}
            onClick={() => change({ panel: one })}
          >
            {NAMES[one]}
          </button>
        ))}
        <span className="compare-count">{rows.length} runs</span>
      </div>
      {rows.length === 0 && <p className="compare-note">No run is marked (x) or has an eye.</p>}
      {rows.length > 0 && panel === 'code' && <CodePanel runs={runs} baseline={base} />}
      {rows.length > 0 && panel === 'metrics' && (
        <MetricPanel
          {...shared}
          project={project}
          rows={rows}
          statistic={compare.statistic}
          filter={view.metrics}
          onStatistic={(statistic) => change({ statistic })}
          onFilter={(metrics) => onView({ metrics })}
        />
      )}
      {rows.length > 0 && panel !== 'code' && panel !== 'metrics' && (
        <ConfigPanel
          {...shared}
          label={NAMES[panel]}
          configs={configs}
          ignore={ignore}
          identical={compare.identical}
          onIgnore={setIgnore}
          onIdentical={(identical) => change({ identical })}
        />
      )}
    </section>
  );
}

function metasOf(results: readonly { data?: RunDetail | undefined }[]): (JsonObject | undefined)[] {
  return results.map(({ data }) => data?.meta);
}

/** meta.json of a run comes with its detail, the rest with the list. */
function useConfigs(rows: readonly RunRow[], panel: ComparePanel): (JsonObject | undefined)[] {
  const metas = useQueries({
    queries: rows.map((row) => ({ ...runDetailQuery(row.ref), enabled: panel === 'meta' })),
    combine: metasOf,
  });
  return useMemo(
    () =>
      panel === 'meta' ? metas.map(withoutConfig) : rows.map((row) => (panel === 'summary' ? row.summary : row.config)),
    [rows, panel, metas],
  );
}

/** The config has a table of its own. */
function withoutConfig(meta: JsonObject | undefined): JsonObject | undefined {
  if (meta === undefined) return undefined;
  const { config: _config, ...rest } = meta;
  return rest;
}
