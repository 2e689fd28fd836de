import { memo } from 'react';
import { setHighlightedRun } from '../charts/hoverSync.ts';
import { formatAge, formatAgo, formatTime } from '../ui/formatAge.ts';
import { formatNumber, fullNumber } from '../ui/formatNumber.ts';
import { CellEditor } from './table/CellEditor.tsx';
import { EyeButton } from './table/EyeButton.tsx';
import { RunLink } from './table/RunLink.tsx';
import { RunMarks } from './table/RunMarks.tsx';
import { type RunRowProps, rowClasses } from './table/runRowProps.ts';
import { Sparkline } from './table/Sparkline.tsx';

/** One run in the rail: eye and swatch, name, primary metric, sparkline, age. */
export const RunListRow = memo(function RunListRow(props: RunRowProps) {
  const { row, name, color, eye, spark, depth } = props;
  const age = Math.max(0, props.now - row.last_active);
  return (
    <div
      className={rowClasses(props)}
      id={`run-${row.ref}`}
      role="row"
      aria-rowindex={props.index + 1}
      aria-level={depth + 1}
      aria-selected={props.current}
      style={{ top: props.top, paddingLeft: depth * 12 }}
      onPointerEnter={() => eye && setHighlightedRun(row.ref)}
      onPointerLeave={() => setHighlightedRun(null)}
    >
      <div role="gridcell">
        <EyeButton id={row.ref} name={name} color={color} on={eye} />
      </div>
      <div role="gridcell" className="rail-name">
        <RunMarks row={row} baseline={props.baseline !== null && props.baseline === row} />
        {props.editing === 'name' ? (
          <CellEditor row={row} field="name" name={name} />
        ) : (
          <RunLink row={row} name={name} search={props.search} />
        )}
      </div>
      <div
        role="gridcell"
        className="rail-value"
        title={
          row.primary_metric === null
            ? 'No metric'
            : `${row.primary_metric}: ${row.primary_value === null ? 'no finite value' : fullNumber(row.primary_value)}`
        }
      >
        {row.primary_value === null ? '–' : formatNumber(row.primary_value)}
        {row.primary_metric !== null && row.primary_metric !== props.primary && (
          <bdi className="cell-metric">{row.primary_metric}</bdi>
        )}
      </div>
      <div role="gridcell">
        <Sparkline points={spark} color={color} />
      </div>
      <div role="gridcell" className="rail-age">
        <time
          dateTime={new Date(row.last_active * 1000).toISOString()}
          title={`${formatAgo(age)}: ${formatTime(row.last_active)}`}
        >
          {formatAge(age)}
        </time>
      </div>
    </div>
  );
});
