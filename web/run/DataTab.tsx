import { useQuery } from '@tanstack/react-query';
import type { MetricInfo, RunDetail, RunFile } from '../../shared/run.ts';
import { quarantineQuery } from '../api/queries.ts';
import { formatWhole } from '../ui/formatNumber.ts';
import { pointTotals } from './pointTotals.ts';
import { useParam } from './useParam.ts';

const COUNTERS: [keyof RunDetail['counters'], string][] = [
  ['stepless_points', 'points without a whole step: on the time axes only'],
  ['non_metric_values', 'values that are text, true/false, lists or objects: no points'],
  ['inexact_integers', 'integers beyond 2^53: kept as the nearest double'],
  ['unknown_events', 'lines of a type that this version does not know'],
  ['repeated_event_ids', 'points sent twice under one event id: kept once'],
];
const PAGE = 100;

interface DataTabProps {
  run: RunDetail;
  reference: string;
  metrics: readonly MetricInfo[];
}

/** What became of every byte and of every point of the run. */
export function DataTab({ run, reference, metrics }: DataTabProps) {
  const counted = COUNTERS.filter(([name]) => run.counters[name] > 0);
  return (
    <div className="tab data">
      <h2>Bytes</h2>
      {run.files.length === 0 && <p className="tree-empty">No events file yet.</p>}
      {run.files.map((file) => (
        <FileBytes key={file.name} file={file} />
      ))}
      {run.problems.length > 0 && (
        <ul className="data-problems">
          {run.problems.map((problem) => (
            <li key={problem}>
              <bdi>{problem}</bdi>
            </li>
          ))}
        </ul>
      )}
      <h2>Points</h2>
      <Points metrics={metrics} />
      {counted.length > 0 && (
        <>
          <h2>Seen and not drawn as it stands</h2>
          <ul className="data-counters">
            {counted.map(([name, text]) => (
              <li key={name}>
                <b>{formatWhole(run.counters[name])}</b> {text}
              </li>
            ))}
          </ul>
        </>
      )}
      {run.quarantined_lines > 0 && <Quarantine run={reference} total={run.quarantined_lines} />}
    </div>
  );
}

/** written = current + superseded, to be read off; and what a chart makes of the current ones. */
function Points({ metrics }: { metrics: readonly MetricInfo[] }) {
  const { written, current, superseded, finite, nan, infinite } = pointTotals(metrics);
  return (
    <ul className="data-counters">
      <li>
        <b>{formatWhole(written)}</b> written in {formatWhole(metrics.length)} series = <b>{formatWhole(current)}</b>{' '}
        current + <b>{formatWhole(superseded)}</b> superseded by a later write at their step
      </li>
      <li>
        of the current ones <b>{formatWhole(finite)}</b> are finite, <b>{formatWhole(nan)}</b> NaN,{' '}
        <b>{formatWhole(infinite)}</b> ±Inf
      </li>
      <li>
        A chart draws all of them, or of each pixel column the first, last, least and greatest (M4): the line below each
        chart says how many were logged and how many drawn.
      </li>
    </ul>
  );
}

/** indexed + quarantined + pending = size, to be read off. */
function FileBytes({ file }: { file: RunFile }) {
  const share = (bytes: number): string => `${file.size === 0 ? 0 : (bytes / file.size) * 100}%`;
  const parts = [
    ['indexed', file.indexed_bytes],
    ['quarantined', file.quarantined_bytes],
    ['pending', file.pending_bytes],
  ] as const;
  return (
    <div className="data-file">
      <b title={file.name}>
        <bdi>{file.name}</bdi>
      </b>
      <span className="data-bar" aria-hidden="true">
        {parts.map(([name, bytes]) => bytes > 0 && <i key={name} className={name} style={{ width: share(bytes) }} />)}
      </span>
      <span title={`${file.size} = ${file.indexed_bytes} + ${file.quarantined_bytes} + ${file.pending_bytes} bytes`}>
        {formatWhole(file.size)} bytes = {parts.map(([name, bytes]) => `${formatWhole(bytes)} ${name}`).join(' + ')} ·{' '}
        {formatWhole(file.lines)} lines
      </span>
    </div>
  );
}

/** What the address says, where it is a whole number. */
function wholeOf(text: string | null): number {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function Quarantine({ run, total }: { run: string; total: number }) {
  const [from, setFrom] = useParam('qfrom');
  const offset = PAGE * Math.min(Math.floor(wholeOf(from) / PAGE), Math.ceil(total / PAGE) - 1);
  const setOffset = (next: number): void => setFrom(next === 0 ? null : String(next));
  const page = useQuery({ ...quarantineQuery(run, offset, PAGE), placeholderData: (before) => before });
  const end = Math.min(total, offset + PAGE);
  return (
    <>
      <h2>{formatWhole(total)} quarantined lines</h2>
      {page.error !== null && <p className="bad">{page.error.message}</p>}
      <table className="data-table">
        <thead>
          <tr>
            <th>file</th>
            <th className="number">line</th>
            <th className="number">offset</th>
            <th className="number">bytes</th>
            <th>reason</th>
            <th>begins with</th>
          </tr>
        </thead>
        <tbody>
          {page.data?.rows.map((row) => (
            <tr key={`${row.file} ${row.line}`}>
              <td>
                <bdi>{row.file}</bdi>
              </td>
              <td className="number">{formatWhole(row.line)}</td>
              <td className="number">{formatWhole(row.offset)}</td>
              <td className="number">{formatWhole(row.length)}</td>
              <td>
                <bdi>{row.reason}</bdi>
              </td>
              <td title={row.preview}>
                <code>
                  <bdi>{row.preview.slice(0, 120)}</bdi>
                </code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > PAGE && (
        <p className="tab-line">
          <button type="button" className="link" disabled={offset === 0} onClick={() => setOffset(offset - PAGE)}>
            earlier
          </button>
          {formatWhole(offset + 1)} – {formatWhole(end)} of {formatWhole(total)}
          <button type="button" className="link" disabled={end >= total} onClick={() => setOffset(offset + PAGE)}>
            later
          </button>
        </p>
      )}
    </>
  );
}
