import { memo } from 'react';
import type { RunRow } from '../../shared/run.ts';
import { setHighlightedRun } from '../charts/hoverSync.ts';
import { hrefOf } from '../router/useRoute.ts';
import { formatAge } from '../ui/formatAge.ts';
import { formatNumber, fullNumber } from '../ui/formatNumber.ts';

interface RunListRowProps {
  row: RunRow;
  name: string;
  color: string;
  eye: boolean;
  current: boolean;
  focused: boolean;
  spark: number[] | undefined;
  now: number;
  search: string;
  onEye: (id: string, only: boolean) => void;
  onOpen: (id: string) => void;
}

/** One run: eye and swatch, name, primary metric, sparkline, age. */
export const RunListRow = memo(function RunListRow(props: RunListRowProps) {
  const { row, name, color, eye, spark } = props;
  const classes = ['rail-row', props.current && 'current', props.focused && 'focused', eye && 'on']
    .filter(Boolean)
    .join(' ');
  return (
    <div
      className={classes}
      role="row"
      aria-selected={props.current}
      onPointerEnter={() => eye && setHighlightedRun(row.id)}
      onPointerLeave={() => setHighlightedRun(null)}
    >
      <button
        type="button"
        className="rail-eye"
        aria-pressed={eye}
        aria-label={`${eye ? 'Hide' : 'Show'} ${name}`}
        title={eye ? 'Hide its curves (double-click: only this)' : 'Show its curves (double-click: only this)'}
        onClick={() => props.onEye(row.id, false)}
        onDoubleClick={() => props.onEye(row.id, true)}
      >
        <span className="rail-swatch" style={{ '--swatch': color } as React.CSSProperties} />
      </button>
      <a
        className="rail-name"
        href={hrefOf({ page: 'run', run: row.id, tab: 'charts' }) + props.search}
        title={`${name}\n${row.display_id} · ${row.path}/${row.id}\n${row.status}`}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.button !== 0) return;
          event.preventDefault();
          props.onOpen(row.id);
        }}
      >
        {row.status !== 'finished' && (
          <span className={`rail-status ${row.status}`} role="img" aria-label={row.status} />
        )}
        <bdi>{name}</bdi>
      </a>
      <span
        className="rail-value"
        title={
          row.primary_metric === null
            ? 'No metric'
            : `${row.primary_metric}: ${row.primary_value === null ? 'no finite value' : fullNumber(row.primary_value)}`
        }
      >
        {row.primary_value === null ? '–' : formatNumber(row.primary_value)}
      </span>
      <Sparkline points={spark} color={color} />
      <time
        className="rail-age"
        dateTime={new Date(row.last_active * 1000).toISOString()}
        title={new Date(row.last_active * 1000).toLocaleString()}
      >
        {formatAge(Math.max(0, props.now - row.last_active))}
      </time>
    </div>
  );
});

const Sparkline = memo(function Sparkline({ points, color }: { points: number[] | undefined; color: string }) {
  if (points === undefined || points.length < 4) return <span className="rail-spark" />;
  let path = '';
  for (let i = 0; i + 1 < points.length; i += 2)
    path += `${i === 0 ? 'M' : 'L'}${((points[i] as number) * 60).toFixed(1)} ${(1 + (points[i + 1] as number) * 14).toFixed(1)}`;
  return (
    <svg className="rail-spark" width="60" height="16" aria-hidden="true">
      <path d={path} fill="none" stroke={color} strokeWidth="1" />
    </svg>
  );
});
