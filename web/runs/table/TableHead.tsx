import { type Column, withWidth } from '../columns.ts';
import { DirectionButton } from '../DirectionButton.tsx';
import type { ViewState } from '../viewState.ts';
import { toggle } from '../viewState.ts';
import { pinnedAt } from './gridStyle.ts';
import { HeadCell } from './HeadCell.tsx';
import { useActions } from './useTableActions.ts';

interface TableHeadProps {
  view: ViewState;
  name: Column;
  columns: readonly Column[];
  pinned: number;
  project: string;
  onDrag: (width: { column: string; width: number } | null) => void;
}

/** The heads of all columns. */
export function TableHead({ view, name, columns, pinned, project, onDrag }: TableHeadProps) {
  const actions = useActions();
  const { sort, widths } = view.table;
  const sizing = (column: string) => ({
    onDrag: (width: number | null) => onDrag(width === null ? null : { column, width }),
    onWidth: (width: number) => actions.table({ widths: withWidth(widths, column, width) }),
  });
  return (
    <div role="rowgroup" className="table-head">
      <div role="row" className="table-row" aria-rowindex={1}>
        <div role="columnheader" className="cell stays first">
          <span className="unseen">Mark</span>
        </div>
        <div role="columnheader" className="cell stays eye">
          <span className="unseen">Shown</span>
        </div>
        <HeadCell column={name} sort={sort} className="stays name" {...sizing('name')} />
        {columns.map((column, i) => (
          <HeadCell
            key={column.name}
            column={column}
            sort={sort}
            className={i < pinned ? 'stays' : ''}
            style={i < pinned ? pinnedAt(i) : undefined}
            {...sizing(column.name)}
            menu={[
              ...(column.kind === 'spark' || column.kind === 'notes'
                ? []
                : [
                    {
                      name: view.group.includes(column.name) ? 'Do not group by this' : 'Group by this',
                      run: () => actions.view({ group: toggle(view.group, column.name) }),
                    },
                  ]),
              ...(['spark', 'notes', 'tags'].includes(column.kind)
                ? []
                : [
                    {
                      name: view.color === column.name ? 'Own colours' : 'Colour by this',
                      run: () => actions.view({ color: view.color === column.name ? null : column.name }),
                    },
                  ]),
              {
                name: i < pinned ? 'Do not pin' : 'Pin to the left',
                run: () => actions.table({ pinned: toggle(view.table.pinned, column.name) }),
              },
              ...[-1, 1].flatMap((by) => {
                const moved = movedColumn(columns, i, by);
                return moved === null
                  ? []
                  : [{ name: by < 0 ? 'Move left' : 'Move right', run: () => actions.table({ columns: moved }) }];
              }),
              {
                name: 'Hide',
                run: () =>
                  actions.table({ columns: columns.filter((other) => other !== column).map((other) => other.name) }),
              },
            ]}
          >
            {column.name === 'primary_value' && column.metric !== undefined && (
              <DirectionButton project={project} metric={column.metric} mode={column.best ?? null} />
            )}
          </HeadCell>
        ))}
      </div>
    </div>
  );
}

/** Names of the columns with one in the place of its neighbour; null at the edge. */
function movedColumn(columns: readonly Column[], at: number, by: number): string[] | null {
  const names = columns.map((column) => column.name);
  const [here, there] = [names[at], names[at + by]];
  if (here === undefined || there === undefined) return null;
  return names.with(at, there).with(at + by, here);
}
