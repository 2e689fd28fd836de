import { useQuery } from '@tanstack/react-query';
import type { MetricInfo, RunDetail, RunFile } from '../../shared/run.ts';
import { quarantineQuery } from '../api/queries.ts';
import { formatBytes } from '../ui/formatCount.ts';
import { formatWhole } from '../ui/formatNumber.ts';
import { MetricTable } from './MetricTable.tsx';

const COUNTERS: [keyof RunDetail['counters'], string][] = [
  ['stepless_points', 'points without a whole step: on the time axes only'],
  ['non_metric_values', 'values that are text, true/false, lists or objects: no points'],
  ['inexact_integers', 'integers beyond 2^53: kept as the nearest double'],
  ['unknown_events', 'lines of a type that this version does not know'],
  ['repeated_event_ids', 'points sent twice under one event id: kept once'],
];
const PAGE = 100;

/** What became of every byte of the run. */
export function DataTab({
  run,
  reference,
  metrics,
}: {
  run: RunDetail;
  reference: string;
  metrics: readonly MetricInfo[];
}) {
  const counted = COUNTERS.filter(([name]) => run.counters[name] > 0);
  return (
    <div className="tab data">
      <h2>Files</h2>
      {run.files.length === 0 && <p className="tree-empty">No events file yet.</p>}
      {run.files.map((file) => (
        <FileBytes key={file.name} file={file} />
      ))}
      {run.problems.length > 0 && (
        <ul className="data-problems">
          {run.problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
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
      <h2>Metrics</h2>
      <MetricTable metrics={metrics} />
    </div>
  );
}

/** indexed + quarantined + pending = size, to be read off. */
function FileBytes({ file }: { file: RunFile }) {
  const share = (bytes: number): string => `${file.size === 0 ? 0 : (bytes / file.size) * 100}%`;
  return (
    <div className="data-file">
      <b>
        <bdi>{file.name}</bdi>
      </b>
      <span className="data-bar" aria-hidden="true">
        <i className="indexed" style={{ width: share(file.indexed_bytes) }} />
        <i className="quarantined" style={{ width: share(file.quarantined_bytes) }} />
        <i className="pending" style={{ width: share(file.pending_bytes) }} />
      </span>
      <span title={`${file.size} = ${file.indexed_bytes} + ${file.quarantined_bytes} + ${file.pending_bytes} bytes`}>
        {formatWhole(file.size)} bytes = {formatWhole(file.indexed_bytes)} indexed +{' '}
        {formatWhole(file.quarantined_bytes)} quarantined + {formatWhole(file.pending_bytes)} pending ·{' '}
        {formatWhole(file.lines)} lines · {formatBytes(file.size)}
      </span>
    </div>
  );
}

function Quarantine({ run, total }: { run: string; total: number }) {
  const page = useQuery(quarantineQuery(run, 0, PAGE));
  return (
    <>
      <h2>{formatWhole(total)} quarantined lines</h2>
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
              <td>{row.file}</td>
              <td className="number">{formatWhole(row.line)}</td>
              <td className="number">{formatWhole(row.offset)}</td>
              <td className="number">{formatWhole(row.length)}</td>
              <td>{row.reason}</td>
              <td>
                <code>{row.preview.slice(0, 120)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > PAGE && <p className="tree-empty">The first {PAGE} are listed.</p>}
    </>
  );
}
