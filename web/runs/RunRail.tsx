import { useState } from 'react';
import './table/table.css';
import { RailEdge } from './table/RailEdge.tsx';
import { RailHead } from './table/RailHead.tsx';
import { RunFilter } from './table/RunFilter.tsx';
import { RunGrid } from './table/RunGrid.tsx';
import { TableTools } from './table/TableTools.tsx';
import { TrashIcon, TrashLink } from './table/TrashLink.tsx';
import { TableContext } from './table/tableActions.ts';
import { isTable } from './table/tableLayout.ts';
import type { RunTable } from './table/useRunTable.ts';
import { useTableColumns } from './table/useTableColumns.ts';

interface RunRailProps {
  table: RunTable;
  project: string | null;
  /** The run whose page is open. */
  current: string | null;
}

/** The list of runs, which is the legend of every chart; widened it is the table of runs. */
export function RunRail({ table, project, current }: RunRailProps) {
  const { runs, view, actions } = table;
  const [drag, setDrag] = useState<number | null>(null);
  const width = drag ?? view.table.width;
  const wide = isTable(width);
  const columns = useTableColumns(runs, view);
  return (
    <TableContext value={actions}>
      <aside
        className={wide ? 'rail wide' : 'rail'}
        aria-label="Runs"
        style={width === null ? undefined : { width: width === 'full' ? '100%' : width }}
      >
        <div className="rail-filter">
          <RunFilter runs={runs} filter={view.filter} />
          {wide ? (
            <TableTools project={project} runs={runs} view={view} shown={columns.columns.map(({ name }) => name)} />
          ) : (
            <TrashLink className="rail-trash">
              <TrashIcon />
            </TrashLink>
          )}
        </div>
        <RailHead runs={runs} wide={wide} primary={columns.primary} />
        <RunGrid table={table} columns={columns} wide={wide} current={current} />
        {view.table.width !== 'full' && <RailEdge width={view.table.width} onDrag={setDrag} />}
      </aside>
    </TableContext>
  );
}
