import { type CSSProperties, memo, useMemo } from 'react';
import type { CellOf } from '../cells.ts';
import { type CellText, groupText } from '../cellText.ts';
import { columnStatistics } from '../columnStatistics.ts';
import type { Column, ColumnFacts } from '../columns.ts';
import { metricsOfColumn } from '../metricOfColumn.ts';
import type { GroupItem } from '../runItems.ts';
import { pinnedAt } from './gridStyle.ts';
import { groupTitle } from './groupTitle.ts';
import { useActions } from './useTableActions.ts';

interface GroupRowProps {
  item: GroupItem;
  /** Of the runs of the group, those with an eye. */
  eyes: number;
  /** Of its line in the charts; null for what is no line there. */
  color: string | null;
  focused: boolean;
  top: number;
  index: number;
  /** Columns of the table, or what the rail shows beside the name. */
  columns: readonly Column[];
  pinned: number;
  wide: boolean;
  cellOf: CellOf;
  facts: ColumnFacts;
  now: number;
}

/** The head of a group or folder: what its runs share, how many they are, and mean ± deviation of each number. */
export const GroupRow = memo(function GroupRow(props: GroupRowProps) {
  const { item, eyes, columns, pinned, wide, cellOf, now } = props;
  const actions = useActions();
  const name = useMemo(() => groupTitle(item, props.facts), [item, props.facts]);
  const texts = useMemo(
    () => columns.map((column) => groupCell(item.rows, column, cellOf, now)),
    [columns, item.rows, cellOf, now],
  );
  const label = (
    <>
      <button
        type="button"
        className="group-fold"
        aria-expanded={item.open}
        onClick={() => actions.fold(item.key)}
        title={name}
      >
        <span aria-hidden="true">{item.open ? '▾' : '▸'}</span>
        <bdi>{name}</bdi>
      </button>
      <span className="group-count" title={`${item.rows.length} runs`}>
        {item.rows.length}
      </span>
    </>
  );
  const eye = (
    <button
      type="button"
      className="rail-eye"
      aria-pressed={eyes > 0}
      aria-label={`${eyes === item.rows.length ? 'Hide' : 'Show'} all of ${name}`}
      title={`${eyes} of ${item.rows.length} shown (double-click: only these)`}
      onClick={() => actions.eyeGroup(item, false)}
      onDoubleClick={() => actions.eyeGroup(item, true)}
    >
      <span
        style={props.color === null ? undefined : swatchStyle(props.color)}
        className={eyes === 0 ? 'group-eye' : eyes === item.rows.length ? 'group-eye all' : 'group-eye some'}
      />
    </button>
  );
  const shared = {
    role: 'row',
    id: `group-${props.index}`,
    'aria-expanded': item.open,
    'aria-level': item.depth + 1,
    'aria-rowindex': props.index + (wide ? 2 : 1),
  };
  const focus = props.focused ? ' focused' : '';
  if (!wide)
    return (
      <div {...shared} className={`rail-row group${focus}`} style={{ top: props.top, paddingLeft: item.depth * 12 }}>
        <div role="gridcell">{eye}</div>
        <div role="gridcell" className="rail-name">
          {label}
        </div>
        <div role="gridcell" className="rail-value group-value" title={texts[0]?.full}>
          {texts[0]?.text}
        </div>
      </div>
    );
  return (
    <div {...shared} className={`table-row group${focus}`} style={{ top: props.top }}>
      <div role="gridcell" className="cell stays first" />
      <div role="gridcell" className="cell stays eye">
        {eye}
      </div>
      <div role="gridcell" className="cell stays name" style={{ paddingLeft: 4 + item.depth * 14 }}>
        {label}
      </div>
      {columns.map(({ name: column, kind }, i) => (
        <div
          key={column}
          role="gridcell"
          className={`cell kind-${kind}${i < pinned ? ' stays' : ''}`}
          style={i < pinned ? pinnedAt(i) : undefined}
        >
          <span className="cell-text" title={texts[i]?.full}>
            <bdi>{texts[i]?.text}</bdi>
          </span>
        </div>
      ))}
    </div>
  );
});

function swatchStyle(color: string): CSSProperties {
  return { '--swatch': color } as CSSProperties;
}

/** Values of different metrics have no mean: then the cell says how many there are. */
function groupCell(rows: GroupItem['rows'], { name, kind }: Column, cellOf: CellOf, now: number): CellText {
  const metrics = metricsOfColumn(rows, name);
  if (metrics.length > 1) return { text: `${metrics.length} metrics`, full: metrics.join(', ') };
  return groupText(columnStatistics(rows, name, cellOf), kind, now);
}
