import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { RunRow } from '../../shared/run.ts';
import { toChartRun } from './chartRuns.ts';
import { RunListRow } from './RunListRow.tsx';
import type { ProjectRuns } from './useProjectRuns.ts';
import { useSparklines } from './useSparklines.ts';

interface RunRailProps {
  runs: ProjectRuns;
  /** The run whose page is open, and the row that the keys move. */
  current: string | null;
  focused: string | null;
  filter: string;
  search: string;
  onFilter: (filter: string) => void;
  onEye: (id: string, only: boolean) => void;
  onEyes: (ids: string[] | null) => void;
  onOpen: (id: string) => void;
}

const ROW = 28;

/** The list of runs, which is the legend of every chart. Only the rows in sight are there. */
export function RunRail({ runs, current, focused, filter, search, onFilter, onEye, onEyes, onOpen }: RunRailProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { shown, nameOf, eyes, total } = runs;
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const sparks = useSparklines(
    items.map((item) => shown[item.index]).filter((row): row is RunRow => row !== undefined),
  );
  const now = useMinute();
  const focusedAt = shown.findIndex((row) => row.id === focused);
  useEffect(() => {
    if (focusedAt >= 0) virtual.scrollToIndex(focusedAt);
  }, [focusedAt, virtual]);
  return (
    <aside className="rail" aria-label="Runs">
      <div className="rail-filter">
        <input
          id="run-filter"
          type="search"
          value={filter}
          placeholder="Filter runs  ( / )"
          title="Words, tag:cv, status:failed, config.lr < 1e-3, parted by commas"
          aria-invalid={runs.filterProblem !== null}
          aria-label="Filter runs"
          onChange={(event) => onFilter(event.target.value)}
        />
        {runs.filterProblem !== null && (
          <p className="rail-problem" role="status">
            {runs.filterProblem}
          </p>
        )}
      </div>
      <div className="rail-head">
        <button type="button" className="rail-count" title="Show the default ten again" onClick={() => onEyes(null)}>
          {eyes.size} of {total} runs
        </button>
        <button
          type="button"
          title="Eyes on all that are listed"
          onClick={() => onEyes(shown.slice(0, 100).map((row) => row.id))}
        >
          all
        </button>
        <button type="button" title="No eyes (n)" onClick={() => onEyes([])}>
          none
        </button>
        <span className="rail-head-value" title="Primary metric, last value">
          {shown[0]?.primary_metric ?? ''}
        </span>
      </div>
      <div className="rail-rows" ref={scroller} role="grid" aria-label="Runs" aria-rowcount={shown.length}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const row = shown[item.index];
            if (row === undefined) return null;
            return (
              <div
                key={`${row.path}/${row.id}`}
                className="rail-place"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <RunListRow
                  row={row}
                  name={nameOf(row)}
                  color={toChartRun(row, '').color}
                  eye={eyes.has(row.id)}
                  current={row.id === current}
                  focused={row.id === focused}
                  spark={sparks.get(row.id)}
                  now={now}
                  search={search}
                  onEye={onEye}
                  onOpen={onOpen}
                />
              </div>
            );
          })}
        </div>
        {shown.length === 0 && <p className="rail-empty">No run matches “{filter}”.</p>}
      </div>
    </aside>
  );
}

/** Unix seconds, anew each ten seconds: ages move by themselves. */
function useMinute(): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1000), 10_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
