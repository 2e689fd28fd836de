import type { ReactNode } from 'react';
import { setHighlightedRun } from '../charts/hoverSync.ts';

export interface ComparedRun {
  id: string;
  name: string;
  color: string;
}

interface DiffTableProps {
  label: string;
  runs: readonly ComparedRun[];
  /** Id of the run that the others are held against. */
  baseline: string | null;
  onBaseline: (id: string) => void;
  onOpen: (id: string) => void;
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
}

/** A row a key, a column a run. */
export function DiffTable({ label, runs, baseline, onBaseline, onOpen, rows }: DiffTableProps) {
  return (
    <div className="diff-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className="diff">
        <thead>
          <tr>
            <th scope="col">{rows.length === 1 ? '1 row' : `${rows.length.toLocaleString('en-US')} rows`}</th>
            {runs.map((run) => (
              <th
                key={run.id}
                scope="col"
                onPointerEnter={() => setHighlightedRun(run.id)}
                onPointerLeave={() => setHighlightedRun(null)}
              >
                <span className="diff-run">
                  <span className="plot-swatch" style={{ background: run.color }} />
                  <button type="button" title={`Open ${run.name}`} onClick={() => onOpen(run.id)}>
                    <bdi>{run.name}</bdi>
                  </button>
                  <button
                    type="button"
                    className="diff-base"
                    aria-pressed={run.id === baseline}
                    aria-label={`Baseline ${run.name}`}
                    title={
                      run.id === baseline ? 'The others are held against this run' : 'Hold the others against this run'
                    }
                    onClick={() => onBaseline(run.id)}
                  >
                    ⚓
                  </button>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              <th scope="row" title={key}>
                <bdi>{key}</bdi>
              </th>
              {cells.map((cell, i) => (
                <td key={runs[i]?.id ?? i}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
