import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RunDetail } from '../../shared/run.ts';
import { rawQuery } from '../api/queries.ts';
import { formatNumber, formatWhole, fullNumber } from '../ui/formatNumber.ts';
import { auditRows, rawValue } from './auditRows.ts';
import { writeTime } from './RawTab.tsx';

interface PointWritesProps {
  run: RunDetail;
  metric: string;
  step: number;
  onAll: () => void;
}

const MOST = 20;

/** Every write at the step that was clicked in a chart: its value, its own time, and which one counts. */
export function PointWrites({ run, metric, step, onAll }: PointWritesProps) {
  const answer = useQuery(rawQuery(run, metric, [step, step]));
  const rows = useMemo(() => auditRows(answer.data?.rows ?? []), [answer.data]);
  return (
    <section className="point-writes" aria-label="Writes at the point">
      <h2>
        <bdi>{metric}</bdi> at step {formatWhole(step)}
      </h2>
      {answer.error !== null && <p className="bad">{answer.error.message}</p>}
      <ol>
        {rows.slice(0, MOST).map(({ row, state, why }) => (
          <li key={`${row.seq} ${JSON.stringify(row.labels)}`} className={state}>
            <b title={fullNumber(rawValue(row))}>{formatNumber(rawValue(row))}</b>{' '}
            <span>{row.time === null ? 'no time' : writeTime(row.time)}</span>
            <br />
            <small>
              write {formatWhole(row.seq)}: {why}
            </small>
          </li>
        ))}
      </ol>
      {answer.data !== undefined && rows.length === 0 && (
        <p className="tree-empty">Nothing was written at this step.</p>
      )}
      {rows.length > MOST && (
        <p className="tree-empty">
          The first {MOST} of {formatWhole(rows.length)} writes.
        </p>
      )}
      <button type="button" className="link" onClick={onAll}>
        every write of the metric
      </button>
    </section>
  );
}
