import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MetricInfo, RunDetail } from '../../shared/run.ts';
import { rawQuery } from '../api/queries.ts';
import { formatTime } from '../ui/formatAge.ts';
import { formatNumber, formatWhole, fullNumber } from '../ui/formatNumber.ts';
import { type AuditRow, auditRows, rawValue } from './auditRows.ts';
import { useParam } from './useParam.ts';
import { VirtualTable } from './VirtualTable.tsx';

const COLUMNS = 7;

/** Every write of one metric: at which step, when, which of several counts and why. */
export function RawTab({ run, metrics }: { run: RunDetail; metrics: readonly MetricInfo[] }) {
  const [chosen, setMetric] = useParam('raw');
  const [from, setFrom] = useParam('rawfrom');
  const [to, setTo] = useParam('rawto');
  const [only, setOnly] = useParam('rawonly');
  const names = useMemo(() => [...new Set(metrics.map(({ name }) => name))].sort(), [metrics]);
  const metric = chosen ?? run.primary_metric ?? names[0] ?? '';
  const steps = [toStep(from), toStep(to)] as const;
  const answer = useQuery({ ...rawQuery(run, metric, steps), enabled: metric !== '' });
  const all = useMemo(() => auditRows(answer.data?.rows ?? []), [answer.data]);
  const rows = useMemo(() => (only === null ? all : all.filter(({ writes }) => writes > 1)), [all, only]);
  const superseded = all.filter(({ state }) => state === 'superseded').length;
  return (
    <div className="tab table-tab">
      <div className="tab-line">
        <label>
          metric <input list="raw-metrics" value={metric} onChange={(event) => setMetric(event.target.value || null)} />
        </label>
        <datalist id="raw-metrics">
          {names.slice(0, 1_000).map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <label>
          from step <input type="number" value={from ?? ''} onChange={(event) => setFrom(event.target.value || null)} />
        </label>
        <label>
          to step <input type="number" value={to ?? ''} onChange={(event) => setTo(event.target.value || null)} />
        </label>
        <label>
          <input type="checkbox" checked={only !== null} onChange={() => setOnly(only === null ? '1' : null)} /> only
          steps written more than once
        </label>
        <button type="button" className="link" onClick={() => void answer.refetch()}>
          read again
        </button>
        <output className={answer.error === null ? 'muted' : 'bad'}>
          {answer.error?.message ??
            `${formatWhole(all.length)} writes, ${formatWhole(superseded)} superseded${answer.data?.truncated ? ' · more than 50,000: narrow the steps' : ''}`}
        </output>
      </div>
      <VirtualTable
        label="Writes"
        columns={COLUMNS}
        rows={rows}
        keyOf={(audited) => JSON.stringify([audited.row.seq, audited.row.scale, audited.row.labels])}
        empty={emptyText(metric, answer)}
        head={
          <>
            <th className="number">step</th>
            <th>time</th>
            <th className="number">value</th>
            <th className="number">write</th>
            <th>stage</th>
            <th>labels</th>
            <th>what became of it</th>
          </>
        }
        render={(audited) => <AuditCells audited={audited} />}
      />
    </div>
  );
}

function AuditCells({ audited: { row, state, why } }: { audited: AuditRow }) {
  const value = rawValue(row);
  const labels = Object.entries(row.labels).map(([name, text]) => `${name}=${text}`);
  return (
    <>
      <td className="number">{row.step === null ? '–' : formatWhole(row.step)}</td>
      <td>{row.time === null ? '–' : writeTime(row.time)}</td>
      <td className="number" title={fullNumber(value)}>
        {formatNumber(value)}
      </td>
      <td className="number" title="Order of writing within the series">
        {formatWhole(row.seq)}
      </td>
      <td>
        <bdi>{row.stage}</bdi>
      </td>
      <td>
        <bdi>{[...labels, ...(row.scale === undefined ? [] : [row.scale])].join(' ')}</bdi>
      </td>
      <td className={`audit ${state}`}>{why}</td>
    </>
  );
}

/** Local time with milliseconds: writes of one step may lie close together. `time` is Unix milliseconds. */
export function writeTime(time: number): string {
  return `${formatTime(time / 1000)}.${String(Math.floor(time) % 1000).padStart(3, '0')}`;
}

function toStep(text: string | null): number | null {
  const step = Number(text ?? Number.NaN);
  return text === '' || !Number.isFinite(step) ? null : step;
}

/** What stands in place of rows; why there are none, where that was not said above. */
function emptyText(metric: string, { data, error }: { data: unknown; error: Error | null }): string {
  if (metric === '') return 'No metric was logged yet.';
  if (data !== undefined) return 'Nothing was written here.';
  return error === null ? 'Reading the writes …' : 'Nothing to show.';
}
